import Foundation
import MAGFigures
import MAGFiles

/// A report as one page of HTML that needs nothing else: no network, no script, no font.
///
/// Its content security policy forbids everything but its own style sheet and script, named by their
/// digests, and pictures inside of the page: what a file might have smuggled in would not run.
struct HTMLReport {
  let text: String

  init(_ report: Report) throws(FigureFailure) {
    let pictures = try InlineSVGs(report.figures)
    var body = HTMLReport.header(report)
    body += HTMLReport.findings(report)
    body += HTMLReport.contents(report)
    for section in report.sections {
      body += "<section aria-labelledby=\"\(section.id)\">\n"
      body += "<h2 id=\"\(section.id)\">\(HTMLText.escaped(section.title))</h2>\n"
      for block in section.blocks { body += HTMLReport.block(block, pictures) }
      body += "</section>\n"
    }
    text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLReport.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="\(Tool.name)">
      <title>\(HTMLText.escaped(report.title))</title>
      <style>\(ReportStylesheet.text)</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the content</a>
      <main id="content">
      \(body)</main>
      <footer><p>Written by \(Tool.name).</p></footer>
      <script>\(ReportScript.text)</script>
      </body>
      </html>

      """
  }

  /// Style attributes are the figures' own; they can load nothing under this policy.
  private static var policy: String {
    [
      "default-src 'none'", "style-src '\(digest(ReportStylesheet.text))'",
      "style-src-attr 'unsafe-inline'", "script-src '\(digest(ReportScript.text))'",
      "img-src data:", "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
  }

  /// As policies name a text: `sha256-` and its digest in base 64.
  static func digest(_ text: String) -> String {
    let digits = Array(FileDigest.sha256(Data(text.utf8)))
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return "sha256-" + Data(bytes).base64EncodedString()
  }

  private static func header(_ report: Report) -> String {
    "<header>\n<h1>\(HTMLText.escaped(report.title))</h1>\n"
      + report.summary.map { "<p>\(HTMLText.escaped($0))</p>\n" }.joined() + "</header>\n"
  }

  /// What a reader must know first: before the contents, and never folded away.
  private static func findings(_ report: Report) -> String {
    guard !report.findings.isEmpty else { return "" }
    let items = report.findings.map { check in
      "<li class=\"\(check.verdict.word.lowercased())\"><strong>\(check.verdict.word): "
        + "\(HTMLText.escaped(check.name))</strong>"
        + (check.subject.map { " <span class=\"subject\">\(HTMLText.escaped($0))</span>" } ?? "")
        + "<br>\(HTMLText.escaped(check.finding))</li>\n"
    }
    return "<section class=\"findings\" aria-labelledby=\"findings\">\n"
      + "<h2 id=\"findings\">Before you read the numbers</h2>\n<ul>\n\(items.joined())</ul>\n"
      + "</section>\n"
  }

  private static func contents(_ report: Report) -> String {
    let items = report.sections.map {
      "<li><a href=\"#\($0.id)\">\(HTMLText.escaped($0.title))</a></li>\n"
    }
    return
      "<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n\(items.joined())</ol>\n</nav>\n"
  }

  private static func block(_ block: ReportBlock, _ pictures: InlineSVGs) -> String {
    switch block {
    case .paragraph(let text): "<p>\(HTMLText.escaped(text))</p>\n"
    case .table(let table): HTMLTable.text(table)
    case .figure(let figure): self.figure(figure, pictures)
    case .code(let code): self.code(code, of: nil)
    }
  }

  private static func figure(_ figure: ReportFigure, _ pictures: InlineSVGs) -> String {
    let name = HTMLText.escaped(figure.name)
    let drawings = FigureStyle.Ground.allCases.map { ground in
      "<div class=\"picture \(ground.rawValue)\" role=\"group\" tabindex=\"0\" "
        + "aria-label=\"\(name), scrolls where the page is narrow\">\n"
        + pictures.element(of: figure, on: ground) + "</div>\n"
    }.joined()
    let snippets = figure.snippets.map { code($0, of: figure.name) }.joined()
    return """
      <figure id="figure-\(figure.id)">
      \(drawings)<figcaption><strong>\(name).</strong> \(HTMLText.escaped(figure.caption))\
      \(figure.source.map { " Data: <code>\(HTMLText.escaped($0))</code>." } ?? "")</figcaption>
      <details>
      <summary>Put \(name) into a paper or a page</summary>
      \(snippets)</details>
      </figure>

      """
  }

  private static func code(_ code: ReportCode, of figure: String?) -> String {
    let label = HTMLText.escaped(figure.map { "\(code.title) of \($0)" } ?? code.title)
    return "<div class=\"code\">\n<p class=\"label\">\(HTMLText.escaped(code.title))</p>\n"
      + "<pre tabindex=\"0\" role=\"group\" aria-label=\"\(label)\"><code>"
      + "\(HTMLText.escapedLines(code.text))</code></pre>\n</div>\n"
  }
}
