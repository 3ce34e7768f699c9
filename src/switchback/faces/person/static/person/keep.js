/* By choice only: the people, helps and reasons of the plan stay on this phone, for Help now without sign-in. */
(function () {
  var box = document.querySelector("[data-keep]");
  if (!box) return;
  function read(id) { var e = document.getElementById(id); return e ? JSON.parse(e.textContent) : []; }
  var button = box.querySelector("button"), said = box.querySelector("[role=status]");
  function kept() { try { return localStorage.getItem("mine"); } catch (e) { return null; } }
  function show(words) { button.textContent = kept() ? "Take off this phone" : "Keep on this phone"; said.textContent = words; }
  button.addEventListener("click", function () {
    try {
      if (kept()) { localStorage.removeItem("mine"); show("Taken off."); }
      else {
        localStorage.setItem("mine", JSON.stringify({ people: read("my-people"), helps: read("my-helps"), reasons: read("my-reasons") }));
        show("Kept on this phone.");
      }
    } catch (e) { show("This phone does not let us keep it."); }
  });
  show("");
  box.hidden = false;
})();
