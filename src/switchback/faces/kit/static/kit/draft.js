/* <form data-draft-url="…"> is kept on the server a few seconds after each change, and when the page is put away.
   A half-filled form that could not be kept asks before it is left. */
(function () {
  document.querySelectorAll("form[data-draft-url]").forEach(function (form) {
    var status = form.querySelector("[data-draft-status]"), changed = 0, kept = 0, sending = false, sent = false, timer;
    function say(words) { if (status) status.textContent = words; }
    function keep(leaving) {
      clearTimeout(timer);
      if (sent || changed === kept || (sending && !leaving)) return;
      var upto = changed;
      sending = true;
      fetch(form.dataset.draftUrl, { method: "POST", body: new FormData(form), keepalive: !!leaving, credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) throw answer; kept = upto; say(form.dataset.draftKept || "Draft kept"); })
        .catch(function () { say(form.dataset.draftNotKept || "Draft not kept yet. We keep trying."); })
        .then(function () { sending = false; if (changed !== kept) timer = setTimeout(keep, 5000); });
    }
    form.addEventListener("input", function () { changed++; clearTimeout(timer); timer = setTimeout(keep, 2500); });
    form.addEventListener("submit", function () { sent = true; clearTimeout(timer); });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") keep(true); });
    addEventListener("beforeunload", function (event) { if (!sent && changed !== kept) { event.preventDefault(); event.returnValue = ""; } });
    addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });
  });
})();
