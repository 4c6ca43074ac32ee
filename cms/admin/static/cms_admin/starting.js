/* Start the widgets that a page names in data (cms/admin/starting.py), as they come into the page. */
(() => {
  const CALLED = ['initDateChooser', 'initTimeChooser', 'initDateTimeChooser', 'createTaskChooser'];
  const MADE = [
    'Chooser', 'DocumentChooser', 'ImageChooser', 'PageChooser', 'SnippetChooser',
    'InlinePanel', 'MultipleChooserPanel',
  ];
  const MARK = 'template[data-house-start]';

  const start = (place) => {
    const { houseStart: name, houseArguments: given } = place.dataset;
    place.removeAttribute('data-house-start');
    if (CALLED.includes(name)) window[name](...JSON.parse(given));
    else if (MADE.includes(name)) new window[name](...JSON.parse(given));
    else throw new Error(`No widget is started by the name of ${name}.`);
  };
  const startIn = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE || !node.isConnected) return;
    if (node.matches(MARK)) start(node);
    node.querySelectorAll(MARK).forEach(start);
  };

  new MutationObserver((changes) => {
    changes.forEach((change) => change.addedNodes.forEach(startIn));
  }).observe(document.documentElement, { childList: true, subtree: true });
  startIn(document.documentElement);
})();
