import Foundation
import MAG
import Testing

@testable import MAGReport

/// Reports as a real browser shows them, where Chromium is installed.
@Suite("Reports in Chromium", .enabled(if: Programs.find("chromium") != nil), .serialized)
struct BrowserTests {
  /// A page of everything, with hostile names and a wide table.
  private func report() throws -> Report {
    try Toys.report(
      names: ["a-rather-long-name-of-a-model-\(String(repeating: "x", count: 60)).pt"]
        + ["<script>alert(1)</script>.pt", "two.pt"])
  }

  /// Loads a page and gives the document afterwards and what the console said.
  ///
  /// - Parameter isFramed: shows the page in a frame of that width, whose root's data the document
  ///   then has: windows are never narrower than 500 pixels.
  private func load(
    _ page: String, width: Int, dark: Bool = false, isFramed: Bool = false
  ) throws -> (document: String, console: [Substring]) {
    let program = try #require(Programs.find("chromium"))
    return try withFolder { folder in
      let file = folder.appendingPathComponent("page.html")
      try Data(page.utf8).write(to: file)
      let frame = folder.appendingPathComponent("frame.html")
      try Data(
        """
        <!DOCTYPE html><html><body style="margin:0">
        <script>addEventListener('message',
          (event) => Object.assign(document.documentElement.dataset, event.data));</script>
        <iframe src="page.html" style="border:0;width:\(width)px;height:900px"></iframe>
        </body></html>
        """.utf8
      ).write(to: frame)
      let run = try Programs.run(
        program,
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
          "--user-data-dir=\(folder.path)/profile", "--window-size=\(width + 20),900",
          "--blink-settings=preferredColorScheme=\(dark ? 0 : 1)", "--virtual-time-budget=3000",
          "--dump-dom", (isFramed ? frame : file).absoluteString,
        ], in: folder)
      #expect(run.code == 0, "\(run.errors.suffix(1000))")
      return (run.output, run.errors.split(separator: "\n").filter { $0.contains("CONSOLE") })
    }
  }

  /// The page with a script more, which its policy is told of.
  private func page(_ page: String, probing script: String) -> String {
    page.replacing(
      "script-src '", with: "script-src '\(HTMLReport.digest(script))' '", maxReplacements: 1
    ).replacing("</body>", with: "<script>\(script)</script>\n</body>")
  }

  /// What a probe left on the root element.
  private func answer(_ key: String, in document: String) throws -> String {
    let pattern = try Regex("data-\(key)=\"([^\"]*)\"")
    let match = try #require(document.firstMatch(of: pattern))
    return String(try #require(match.output[1].substring))
  }

  @Test("nothing is wider than the window", arguments: [360, 1440], [false, true])
  func page_width_fits(_ width: Int, _ dark: Bool) throws {
    let probe = """
      const root = document.documentElement;
      for (const fold of document.querySelectorAll('details')) fold.open = true;
      root.dataset.window = innerWidth;
      root.dataset.excess = root.scrollWidth - root.clientWidth;
      root.dataset.wide = [...document.querySelectorAll('main > *, main > * > *')]
        .filter((part) => part.getBoundingClientRect().right > root.clientWidth)
        .map((part) => part.tagName + part.className).join(' ');
      root.dataset.scheme = matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.pictures = [...document.querySelectorAll('.picture')].filter(
        (picture) => picture.getClientRects().length > 0).length;
      parent.postMessage({...root.dataset}, '*');
      """
    let html = try HTMLReport(report()).text
    let (document, console) = try load(
      page(html, probing: probe), width: width, dark: dark, isFramed: true)
    #expect(console.isEmpty, "\(console)")
    #expect(try answer("window", in: document) == "\(width)")
    let excess = try answer("excess", in: document)
    let wide = try answer("wide", in: document)
    #expect(excess == "0", "\(excess) pixels: \(wide)")
    #expect(try answer("scheme", in: document) == "\(dark)")
    #expect(try answer("pictures", in: document) == "\(report().figures.count)")
  }

  @Test("the script adds its boxes and buttons, runs nothing from names, and hides a model's rows")
  func page_script_works() throws {
    let probe = """
      const root = document.documentElement;
      root.dataset.boxes = document.querySelectorAll('fieldset input').length;
      root.dataset.buttons = document.querySelectorAll('button').length
        - document.querySelectorAll('.code pre').length;
      document.querySelectorAll('fieldset input')[2].click();
      const shown = (part) => part.getClientRects().length > 0;
      const rows = [...document.querySelectorAll('tr[data-model=two]')];
      root.dataset.hidden = rows.length > 0 && rows.every((row) => !shown(row));
      root.dataset.others = [...document.querySelectorAll('tr[data-model]')].some(shown);
      root.dataset.scripts = document.scripts.length;
      """
    let html = try HTMLReport(report()).text
    let (document, console) = try load(page(html, probing: probe), width: 1000)
    #expect(console.isEmpty, "\(console)")
    #expect(try answer("boxes", in: document) == "3")
    #expect(try answer("buttons", in: document) == "0")
    #expect(try answer("hidden", in: document) == "true")
    #expect(try answer("others", in: document) == "true")
    #expect(try answer("scripts", in: document) == "2")
  }

  @Test("a request to anywhere would be heard of: the policy refuses it aloud")
  func page_request_isRefused() throws {
    let html = try HTMLReport(report()).text
      .replacing("</main>", with: "<img src=\"https://example.invalid/x.png\" alt=\"\"></main>")
    let (_, console) = try load(html, width: 1000)
    #expect(console.contains { $0.contains("Content Security Policy") }, "\(console)")
  }

  @Test("printed, the page has no controls, and its figures stand on white")
  func page_print_isPDF() throws {
    let program = try #require(Programs.find("chromium"))
    try withFolder { folder in
      let file = folder.appendingPathComponent("page.html")
      try Data(try HTMLReport(report()).text.utf8).write(to: file)
      let run = try Programs.run(
        program,
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
          "--user-data-dir=\(folder.path)/profile", "--print-to-pdf=\(folder.path)/page.pdf",
          file.absoluteString,
        ], in: folder)
      #expect(run.code == 0)
      #expect(
        try Data(contentsOf: folder.appendingPathComponent("page.pdf")).starts(
          with: Data("%PDF".utf8)))
      guard let reader = Programs.find("pdftotext") else { return }
      let text = try Programs.run(reader, ["\(folder.path)/page.pdf", "-"], in: folder).output
      #expect(text.contains("Before you read the numbers") && text.contains("To cite"))
      #expect(!text.contains("Copy ") && !text.contains("Models in the tables"))
    }
  }
}
