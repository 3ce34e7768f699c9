/* What a person chose to keep on this phone from their plan: shown here, sent nowhere. */
(function () {
  var mine;
  try { mine = JSON.parse(localStorage.getItem("mine") || "null"); } catch (e) { return; }
  function each(name, draw) {
    var place = document.querySelector("[data-mine=" + name + "]"), list = (mine && mine[name]) || [];
    if (!place || !list.length) return;
    var from = place.querySelector("template");
    list.forEach(function (one) { var copy = from.content.cloneNode(true); draw(copy, one); place.appendChild(copy); });
    place.hidden = false;
    document.querySelectorAll("[data-mine-none=" + name + "]").forEach(function (e) { e.hidden = true; });
  }
  each("people", function (copy, one) {
    var number = (one.how || "").replace(/[^0-9+]/g, ""), link = copy.querySelector("a");
    copy.querySelector("span").textContent = number ? "Call " + one.name : one.name + (one.how ? ": " + one.how : "");
    if (number) link.href = "tel:" + number; else link.removeAttribute("href");
  });
  ["helps", "reasons"].forEach(function (name) {
    each(name, function (copy, one) { copy.querySelector("li").textContent = one; });
  });
  var off = document.querySelector("[data-mine-off]");
  if (off && mine) {
    off.hidden = false;
    off.addEventListener("click", function () { try { localStorage.removeItem("mine"); } catch (e) { /* gone already */ } location.reload(); });
  }
  var timer = document.querySelector("[data-timer]");
  if (timer) {
    var end = 0, shown = timer.querySelector("[role=timer]"), go = timer.querySelector("button"), tick;
    timer.hidden = false;
    go.addEventListener("click", function () {
      end = Date.now() + 15 * 60000; go.textContent = "Start again"; clearInterval(tick); tick = setInterval(show, 1000); show();
    });
    function show() {
      var left = Math.max(0, Math.round((end - Date.now()) / 1000));
      shown.textContent = left ? Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2) : "You waited. How is it now?";
      if (!left) clearInterval(tick);
    }
  }
})();
