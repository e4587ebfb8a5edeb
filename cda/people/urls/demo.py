"""In the demonstration, and nowhere else, anybody may be anybody."""

from django.urls import URLPattern, path

from cda.people.views.demo import demo_sign_in, person_choose

demo_urls: list[URLPattern] = [
    path("demo/people/", person_choose, name="person_choose"),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
]
