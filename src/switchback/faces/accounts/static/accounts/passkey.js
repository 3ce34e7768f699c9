/* Shows what needs a passkey only where the browser can make one, and says in words when it did not work.
   Browsers know passkeys by a name, never by a bare number such as 127.0.0.1. */
(function () {
  var named = !/^[\d.]+$|:/.test(location.hostname);
  var can = Boolean(window.PublicKeyCredential) && named;
  function each(what, how) { Array.prototype.forEach.call(document.querySelectorAll(what), how); }
  document.addEventListener("DOMContentLoaded", function () {
    each("[data-passkey]", function (part) { part.hidden = !can; });
    each("[data-no-passkey]", function (part) { part.hidden = can; });
  });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    each("[data-passkey-trouble]", function (part) { part.hidden = false; });
  });
})();
