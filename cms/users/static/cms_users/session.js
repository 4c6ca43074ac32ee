/* The session of a page that stands open: kept by hands at the keyboard, and told of before it ends.

   Nothing that is typed is lost: the page stays as it is until the same person has logged in again, and
   no form is sent while nobody, or somebody else, is logged in. */
(() => {
  const { dataset: words } = document.currentScript;
  const me = Number(words.user);
  const WARN_SECONDS = 120; // before the end
  const TELL_MS = 60 * 1000; // hands are told of once in a while
  const LOOK_MS = 1000;
  const HANDS = ['pointerdown', 'keydown', 'wheel', 'touchstart'];

  let endsAt = Infinity; // if nobody does anything
  let lastAt = Infinity; // whatever is done
  let toldAt = Date.now(); // the page itself was asked for by a person
  let askedAt = 0;
  let state = '';
  let hasSeenLast = false;
  let dialog = null;
  let waiting = null; // the form, and its button, that waits for the log-in

  const build = () => {
    const copy = document.getElementById('house-session').content.cloneNode(true);
    document.body.append(copy);
    dialog = document.querySelector('dialog.house-session');
    dialog.addEventListener('cancel', (event) => {
      if (state !== 'last') event.preventDefault();
    });
    dialog.addEventListener('close', () => { state = ''; });
    dialog.addEventListener('click', (event) => {
      const wanted = event.target.closest('[data-do]')?.dataset.do;
      if (wanted === 'stay') tell();
      if (wanted === 'ask') ask();
      if (wanted === 'close') dialog.close();
    });
  };

  const show = (name) => {
    if (state === name) return;
    if (!dialog) build();
    state = name;
    if (name !== 'warning' && name !== 'last') release();
    const title = `title${name[0].toUpperCase()}${name.slice(1)}`;
    dialog.querySelector('h2').textContent = words[title];
    dialog.querySelectorAll('[data-state]').forEach((part) => {
      part.hidden = part.dataset.state !== name;
    });
    if (!dialog.open) dialog.showModal();
    dialog.querySelector('h2').focus();
  };

  const hide = () => {
    if (dialog?.open) dialog.close();
  };

  /* A log-in makes a new token: every form of this page gets it. */
  const renew = (token) => {
    if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = token;
    document.querySelectorAll('input[name=csrfmiddlewaretoken]').forEach((input) => {
      input.value = token;
    });
  };

  /* Resolves to whether this page's person is logged in. */
  const ask = async (method = 'GET') => {
    askedAt = Date.now();
    let answer;
    try {
      const headers = { Accept: 'application/json', 'X-CSRFToken': window.wagtailConfig.CSRF_TOKEN };
      let response = await fetch(words.stateUrl, { method, headers, credentials: 'same-origin' });
      // The token may be older than a log-in in another tab: look, and get the new one.
      if (response.status === 403) response = await fetch(words.stateUrl, { headers: { Accept: 'application/json' } });
      if (!response.ok) throw new Error(`The session's state: ${response.status}`);
      answer = await response.json();
    } catch {
      if (waiting || state === 'silent') show('silent');
      return false;
    }
    renew(answer.csrf);
    if (answer.user !== me) {
      show(answer.user ? 'other' : 'ended');
      return false;
    }
    endsAt = Date.now() + answer.left * 1000;
    lastAt = Date.now() + answer.longest * 1000;
    if (answer.left > WARN_SECONDS || ['ended', 'other', 'silent'].includes(state)) hide();
    if (waiting) send(waiting);
    return true;
  };

  const tell = () => {
    toldAt = Date.now();
    return ask('POST');
  };

  const look = () => {
    const now = Date.now();
    const left = Math.round((endsAt - now) / 1000);
    if (['ended', 'other', 'silent'].includes(state)) return;
    if (left <= 0) { if (now - askedAt > LOOK_MS) ask(); return; }
    if (left > WARN_SECONDS) return;
    if (now - askedAt > TELL_MS && !state) { ask(); return; } // another tab may have kept it
    const isLast = lastAt - endsAt < LOOK_MS;
    if (isLast && hasSeenLast) return;
    hasSeenLast = hasSeenLast || isLast;
    show(isLast ? 'last' : 'warning');
  };

  const count = () => {
    const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    dialog?.querySelectorAll('[data-left]').forEach((line) => {
      line.textContent = words.left.replace('{}', left);
    });
  };

  HANDS.forEach((name) => window.addEventListener(name, (event) => {
    if (event.isTrusted && !state && Date.now() - toldAt > TELL_MS) tell();
  }, { capture: true, passive: true }));

  /* A form is sent once it is known that its person is logged in. */
  const send = ({ form, button }) => {
    waiting = null;
    form.dataset.houseSent = 'now';
    // A button that is busy by now would not be sent along: its name and value are.
    const kept = document.createElement('input');
    if (button?.disabled && button.name) {
      Object.assign(kept, { type: 'hidden', name: button.name, value: button.value });
      form.append(kept);
    }
    form.requestSubmit(button?.disabled ? null : button);
    delete form.dataset.houseSent;
    kept.remove();
  };

  /* What could not be sent is sent when the person asks for it again: its button works again. */
  const release = () => {
    if (waiting?.button) waiting.button.dataset.wProgressLoadingValue = 'false';
    waiting = null;
  };
  window.addEventListener('submit', (event) => {
    const form = event.target;
    const isPost = form.getAttribute('method')?.toLowerCase() === 'post';
    if (!isPost || form.dataset.houseSent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form, button: event.submitter };
    ask();
  }, true);
  document.addEventListener('w-autosave:error', () => ask());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ask();
  });
  window.addEventListener('focus', () => {
    if (state) ask();
  });
  setInterval(() => { look(); count(); }, LOOK_MS);
  ask();
})();
