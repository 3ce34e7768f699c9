/* Leave: the page goes at once, and Back shows nothing of ours in this tab.
   replace() alone is not enough: a browser may bring an earlier page back from memory, so every page asks on load and on show. */
(function () {
  var KEY = "left", away = "/leave/";
  function left() { try { return sessionStorage.getItem(KEY) === "1"; } catch (e) { return false; } }
  function go(url) { document.documentElement.hidden = true; location.replace(url); }
  function look(back) {
    if (!left()) return;
    if (back) go(away);
    else sessionStorage.removeItem(KEY); // opened afresh, on purpose
  }
  var how = performance.getEntriesByType("navigation")[0];
  look(how && how.type !== "navigate");
  addEventListener("pageshow", function (event) { if (event.persisted) look(true); });
  addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-leave]");
    if (!link) return;
    event.preventDefault();
    try { sessionStorage.setItem(KEY, "1"); } catch (e) { /* private mode: replace still works */ }
    go(link.href);
  });
  addEventListener("keydown", function (event) {
    if (event.key === "Escape" && event.shiftKey) { var link = document.querySelector("[data-leave]"); if (link) link.click(); }
  });
})();
