import Foundation
import MAG
import Notebook
import Testing

@Suite("Rendering")
struct RenderingTests {
  private static let source = """
    import MAG
    //: # A & B
    //: Words.
    notebook { page in
      let a = 1
      page.print("one")
      //: ## Next
      page.say("Two.")
    }
    """

  private func rendering(
    _ outputs: [(line: Int, output: Output)], isQuick: Bool = false
  ) throws -> Rendering {
    try Rendering(name: "1-toy", source: Self.source, outputs: outputs, isQuick: isQuick)
  }

  private func text(_ rendering: Rendering, _ path: String) throws -> String {
    let file = try #require(rendering.files.first { $0.path == path })
    return String(decoding: file.bytes, as: UTF8.self)
  }

  @Test("the title comes first, and each output below the block that made it")
  func blocks_outputs_followTheirCode() throws {
    let page = try rendering([(8, .finding("Two.")), (6, .text("one"))])
    #expect(page.title == "A & B")
    #expect(
      page.blocks == [
        .prose("# A & B\nWords."), .code("import MAG"), .code("let a = 1\npage.print(\"one\")"),
        .output(.text("one")), .prose("## Next"), .output(.finding("Two.")),
      ])
  }

  @Test("an output of a line without code is refused")
  func stray_output_isRefused() {
    #expect(throws: NotebookFailure.strayOutput(line: 2)) { try rendering([(2, .text("x"))]) }
    #expect(throws: NotebookFailure.strayOutput(line: 99)) { try rendering([(99, .text("x"))]) }
  }

  @Test("a source without a title is refused")
  func title_missing_isRefused() {
    #expect(throws: NotebookFailure.noTitle(source: "x")) {
      try Rendering(name: "x", source: "//: Words.\nlet a = 1", outputs: [], isQuick: false)
    }
  }

  @Test("Markdown quotes findings and escapes bars in tables")
  func markdown_outputs_areWritten() throws {
    let table = Output.Table(title: "T", header: ["a", "b"], rows: [["x|y", "1"]])
    let page = try rendering([(8, .finding("Two.\nThree.")), (6, .table(table))], isQuick: true)
    let text = try text(page, "1-toy.md")
    #expect(text.hasPrefix("# A & B\nWords.\n"))
    #expect(text.contains("> Two.\n> Three."))
    #expect(text.contains("**T**\n\n| a | b |\n| :-- | --: |\n| x\\|y | 1 |"))
    #expect(text.contains("`scripts/notebooks --quick 1`"))
  }

  @Test("HTML escapes what it shows, names its columns and rows, and needs no network")
  func html_outputs_areWritten() throws {
    let table = Output.Table(title: "T < U", header: ["a", "b"], rows: [["x", "`1`"]])
    let page = try rendering([(6, .table(table)), (6, .text("1 < 2"))])
    let html = try text(page, "1-toy.html")
    #expect(html.contains("<title>A &amp; B</title>"))
    #expect(html.contains("<th scope=\"col\">b</th>"))
    #expect(html.contains("<tr><th scope=\"row\">x</th><td><code>1</code></td></tr>"))
    #expect(html.contains("<samp>1 &lt; 2</samp>"))
    #expect(!html.contains("http"))
    #expect(!html.contains("<script"))
  }
}
