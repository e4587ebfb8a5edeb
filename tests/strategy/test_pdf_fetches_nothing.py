"""Drawing a document opens no connection and no file, whatever the text asks for.

Thirty-eight ways of asking, put straight into the HTML: past the cleaning, as if it had failed.
A server on this machine and a file on this disk are the bait; one test shows that they bite.
"""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from weasyprint import HTML

from cda.lib.pdf_engine import draw
from strategy.models.text import clean

SECRET = "canary-in-the-coal-mine"


class Bait(BaseHTTPRequestHandler):
    hits = []

    def do_GET(self):
        self.hits.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/css")
        self.end_headers()
        self.wfile.write(b"body{}")

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    httpd = HTTPServer(("127.0.0.1", 0), Bait)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def hits():
    Bait.hits.clear()
    return Bait.hits


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


SVG = '<svg width="9" height="9">'
PAYLOADS = {
    "img": '<img src="http://{h}/1">',
    "img srcset": '<img srcset="http://{h}/1 1x, http://{h}/2 2x">',
    "img file": '<img src="file://{f}">',
    "img protocol-relative": '<img src="//{h}/1">',
    "img capital scheme": '<img src="HTTP://{h}/1">',
    "img with a tab in the scheme": '<img src="ht\ttp://{h}/1">',
    "picture": '<picture><source srcset="http://{h}/1"><img src="http://{h}/2"></picture>',
    "object": '<object data="http://{h}/1" type="image/svg+xml">x</object>',
    "object file": '<object data="file://{f}">x</object>',
    "embed": '<embed src="http://{h}/1" type="image/svg+xml">',
    "iframe": '<iframe src="http://{h}/1"></iframe>',
    "video poster": '<video poster="http://{h}/1" src="http://{h}/2"></video>',
    "audio": '<audio src="http://{h}/1"></audio>',
    "input image": '<input type="image" src="http://{h}/1">',
    "link stylesheet": '<link rel="stylesheet" href="http://{h}/1.css">',
    "link stylesheet file": '<link rel="stylesheet" href="file://{f}">',
    "link attachment": '<link rel="attachment" href="file://{f}" title="a">',
    "link attachment by net": '<link rel="attachment" href="http://{h}/1">',
    "link icon": '<link rel="icon" href="http://{h}/1">',
    "a attachment": '<a rel="attachment" href="file://{f}">file</a>',
    "a attachment by net": '<a rel="attachment" href="http://{h}/1">file</a>',
    "base": '<base href="http://{h}/"><img src="1.png">',
    "style import": '<style>@import url("http://{h}/1.css");</style>',
    "style import file": '<style>@import "file://{f}";</style>',
    "style font": "<style>@font-face{{font-family:x;src:url(http://{h}/1)}}p{{font-family:x}}</style><p>x",
    "style font file": "<style>@font-face{{font-family:x;src:url(file://{f})}}p{{font-family:x}}</style><p>x",
    "style background": '<p style="background:url(http://{h}/1)">x</p>',
    "style background file": '<p style="background:url(file://{f})">x</p>',
    "style image-set": '<p style="background:image-set(url(http://{h}/1) 1x)">x</p>',
    "style list": '<ul style="list-style:url(http://{h}/1)"><li>x</li></ul>',
    "style content": "<style>p::before{{content:url(http://{h}/1)}}</style><p>x</p>",
    "style border": '<p style="border:1px solid;border-image:url(http://{h}/1) 1">x</p>',
    "style page": "<style>@page{{background:url(http://{h}/1)}}</style>",
    "svg image": SVG + '<image href="http://{h}/1" width="9" height="9"/></svg>',
    "svg image file": SVG + '<image href="file://{f}" width="9" height="9"/></svg>',
    "svg use": SVG + '<use href="http://{h}/1.svg#a"/></svg>',
    "svg style": SVG + "<style>@import url(http://{h}/1);</style><rect/></svg>",
    "svg in a data address": (
        '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22'
        ' width=%229%22 height=%229%22%3E%3Cimage href=%22http://{h}/1%22/%3E%3C/svg%3E">'
    ),
}


def page(payload):
    return (
        '<!doctype html><html lang="en"><head><title>t</title></head>'
        f"<body><h1>x</h1>{payload}</body></html>"
    )


def baited(name, server, secret):
    return PAYLOADS[name].format(h=server, f=secret)


def test_there_are_thirty_eight():
    assert len(PAYLOADS) == 38


@pytest.mark.parametrize("name", PAYLOADS)
def test_drawing_fetches_nothing(name, server, hits, secret, tmp_path):
    drawing = draw(page(baited(name, server, secret)))
    assert hits == []
    out = tmp_path / "out.pdf"
    out.write_bytes(drawing.content)
    with pikepdf.open(out) as pdf:
        streams = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
        assert not any(SECRET.encode() in stream.read_bytes() for stream in streams)
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", pikepdf.Dictionary())


@pytest.mark.parametrize("name", PAYLOADS)
def test_cleaning_leaves_nothing_to_fetch(name, server, secret):
    cleaned = clean(baited(name, server, secret))
    assert "src=" not in cleaned
    assert "url(" not in cleaned
    assert "file:" not in cleaned


def test_the_bait_bites(server, hits, secret, tmp_path):
    """With the engine's own fetcher the same pages do fetch: so zero above means zero."""
    for name in ("img", "link stylesheet", "style background", "svg image"):
        HTML(string=page(baited(name, server, secret))).write_pdf()
    assert len(hits) >= 4
    out = tmp_path / "out.pdf"
    HTML(string=page(baited("link attachment", server, secret))).write_pdf(out)
    with pikepdf.open(out) as pdf:
        streams = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
        assert any(SECRET.encode() in stream.read_bytes() for stream in streams)
