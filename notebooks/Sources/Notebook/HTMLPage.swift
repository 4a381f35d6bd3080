/// A page in HTML: one file with its style, no script and no network, figures beside it.
enum HTMLPage {
  static func text(_ page: Rendering) -> String {
    let body = page.blocks.map { part($0, page.name) }.joined(separator: "\n")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escaped(page.title))</title>
      <style>
      \(PageStyle.css)
      </style>
      </head>
      <body>
      <main>
      \(body)
      </main>
      <footer>\(HTMLText.blocks(page.colophon))</footer>
      </body>
      </html>

      """
  }

  private static func part(_ block: Rendering.Block, _ folder: String) -> String {
    switch block {
    case .prose(let text): HTMLText.blocks(text)
    case .code(let text):
      "<pre class=\"code\" tabindex=\"0\" aria-label=\"Swift code\"><code>"
        + "\(SwiftMarkup.html(text))</code></pre>"
    case .output(.text(let text)):
      "<pre class=\"made\" tabindex=\"0\" aria-label=\"Output\"><samp>"
        + "\(HTMLText.escaped(text))</samp></pre>"
    case .output(.finding(let text)): "<div class=\"finding\">\(HTMLText.blocks(text))</div>"
    case .output(.table(let table)): html(table)
    case .output(.figure(let picture)): html(picture, folder)
    }
  }

  private static func html(_ table: Output.Table) -> String {
    let title = HTMLText.inline(table.title)
    let head = table.header.map { "<th scope=\"col\">\(HTMLText.inline($0))</th>" }.joined()
    let rows = table.rows.map { row in
      let cells = row.enumerated().map { index, word in
        index == 0
          ? "<th scope=\"row\">\(HTMLText.inline(word))</th>" : "<td>\(HTMLText.inline(word))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <div class="table" role="region" tabindex="0" aria-label="\(HTMLText.escaped(table.title))">
      <table><caption>\(title)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      </div>
      """
  }

  /// The picture for the reader's ground, never wider than it is printed by more than a half.
  private static func html(_ picture: Output.Picture, _ folder: String) -> String {
    let base = "\(folder)/\(picture.name)"
    // A CSS inch is 96 pixels; type of 7 points becomes 14 pixels or less.
    let width = Int((picture.width * 96 * 1.5).rounded())
    return """
      <figure>
      <div class="picture" tabindex="0" role="group" aria-label="Figure \(picture.name)">
      <picture><source media="(prefers-color-scheme: dark)" srcset="\(base)-dark.svg">\
      <img src="\(base).svg" alt="\(HTMLText.escaped(picture.altText))" width="\(width)"></picture>
      </div>
      <figcaption>\(HTMLText.inline(picture.caption)) Data: <a href="\(base).json">JSON</a>, \
      <a href="\(base).csv">CSV</a>.</figcaption>
      </figure>
      """
  }
}
