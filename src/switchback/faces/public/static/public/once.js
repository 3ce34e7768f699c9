/* A second press while the first is on its way would hide the code: the button rests once the form is sent. */
document.querySelectorAll("form[data-once]").forEach(function (form) {
  form.addEventListener("submit", function (event) { if (form.sent) event.preventDefault(); form.sent = true; });
});
addEventListener("pageshow", function () { document.querySelectorAll("form[data-once]").forEach(function (form) { form.sent = false; }); });
