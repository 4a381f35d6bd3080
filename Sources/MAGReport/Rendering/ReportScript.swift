/// What a report's page can do more where scripts run: copy buttons, and boxes that hide models.
///
/// Everything is there without it. It reads the page and nothing else.
enum ReportScript {
  static let text = """
    'use strict';
    for (const pre of document.querySelectorAll('.code pre')) {
      const button = document.createElement('button');
      button.type = 'button';
      const name = 'Copy ' + pre.getAttribute('aria-label');
      button.textContent = name;
      button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(pre.textContent);
          button.textContent = 'Copied';
        } catch {
          getSelection().selectAllChildren(pre);
          button.textContent = 'Selected: press the keys to copy';
        }
        setTimeout(() => { button.textContent = name; }, 2000);
      });
      pre.after(button);
    }
    const parts = [...document.querySelectorAll('[data-model]')];
    const models = [...new Set(parts.map((part) => part.dataset.model))];
    if (models.length > 1) {
      const box = document.createElement('fieldset');
      const legend = document.createElement('legend');
      legend.textContent = 'Models in the tables';
      box.append(legend);
      for (const model of models) {
        const label = document.createElement('label');
        const input = document.createElement('input');
        input.type = 'checkbox';
        input.checked = true;
        input.addEventListener('change', () => {
          for (const part of parts) {
            if (part.dataset.model === model) part.hidden = !input.checked;
          }
        });
        label.append(input, model);
        box.append(label);
      }
      document.querySelector('nav').after(box);
    }
    """
}
