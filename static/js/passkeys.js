// Passkeys: shows the button that needs a script, starts allauth's part, and says in words when
// the device refuses.

const button = document.querySelector("[data-passkey]");
const forms = window.allauth?.webauthn?.forms;

if (button && forms && window.PublicKeyCredential) {
  const { passkey, credential, alone } = button.dataset;
  const ids = { credential, login: button.id, add: button.id, authenticate: button.id };
  if (alone) ids.passwordless = alone;
  if (document.getElementById("passkey-data")) ids.data = "passkey-data";
  forms[passkey]({ ids });
  button.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  if (problem) problem.hidden = false;
});
