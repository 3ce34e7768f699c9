/* Keys of the team's pages. Never while typing.
   A rating: digits choose in the row that has the focus and go on to the next, ↓ and ↑ walk the rows.
   A timeline: + and − zoom, [ and ] go earlier and later. */
(function () {
  function typing(target) { return target.isContentEditable || /^(SELECT|TEXTAREA)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(radio|checkbox)$/.test(target.type)); }
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("[data-ask]")).filter(function (row) { return row.offsetParent; }); }
  function enter(row) { var box = row && (row.querySelector(":checked") || row.querySelector("input")); if (box) box.focus(); }
  function rate(event) {
    var row = event.target.closest && event.target.closest("[data-ask]");
    var all = rows();
    if (!row && event.target === document.body && /^[0-9]$/.test(event.key)) row = all.find(function (one) { return !one.querySelector(":checked"); });
    if (!row) return false;
    var here = all.indexOf(row);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { enter(all[here + (event.key === "ArrowDown" ? 1 : -1)]); return true; }
    if (!/^[0-9]$/.test(event.key)) return false;
    var box = row.querySelector('input[data-digit="' + event.key + '"]');
    if (!box) { row.classList.remove("sb-ask--no"); void row.offsetWidth; row.classList.add("sb-ask--no"); return true; }
    box.checked = true;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    enter(rows()[here + 1] || row);
    return true;
  }
  function zoom(step) {
    var links = Array.prototype.slice.call(document.querySelectorAll("#timeline [data-zoom]"));
    var here = links.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    var next = links[Math.max(0, Math.min(links.length - 1, here + step))];
    if (next && next !== links[here]) next.click();
  }
  function press(name) { var link = document.querySelector("#timeline [data-move=" + name + "]"); if (link) link.click(); }
  addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (rate(event)) event.preventDefault();
    else if (event.key === "+" || event.key === "=") zoom(1);
    else if (event.key === "-") zoom(-1);
    else if (event.key === "[") press("earlier");
    else if (event.key === "]") press("later");
  });
})();
