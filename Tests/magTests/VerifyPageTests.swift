import Foundation
import MAG
import Testing

@testable import mag

/// Documentation/verify.md: its examples are what the program prints, its tolerances what it uses.
@Suite("The page about mag verify") struct VerifyPageTests {
  private static let page = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Documentation/verify.md")

  /// The block of code behind a mark, its digests masked: they follow from the font too.
  private func block(_ mark: String) throws -> String {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let opening = "<!-- \(mark) -->\n```\n"
    let start = try #require(text.range(of: opening), "\(mark)")
    let end = try #require(text[start.upperBound...].range(of: "```"))
    return masked(String(text[start.upperBound..<end.lowerBound]))
  }

  private func masked(_ text: String) -> String {
    text.replacing(/[0-9a-f]{12}…/, with: "digest")
  }

  @Test("the examples print what the page shows")
  func examples_output_isShown() throws {
    try Workplace.use { place in
      try place.toy()
      let made = try place.runToy("align toy.safetensors --out alignment --quiet")
      #expect(made.code == 0, "\(made.errors)")
      let same = try place.run(["verify", "alignment.pdf"])
      #expect(same.code == 0)
      #expect(masked(same.output) == (try block("same")))
      try FileManager.default.removeItem(
        at: place.folder.appendingPathComponent("toy.safetensors"))
      var png = try place.contents("alignment.png")
      png[png.count / 2] ^= 1
      try png.write(to: place.folder.appendingPathComponent("alignment.png"))
      let trouble = try place.run(["verify", "alignment.svg", "alignment.png"])
      #expect(trouble.code == 1)
      #expect(masked(trouble.output) == (try block("trouble")))
    }
  }

  @Test("the table of tolerances is the one in force")
  func tolerances_table_isInForce() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    for (row, schema, key) in [
      ("| Figure 2, tilt", "mag.figure2/1", "t"), ("| slice: coord", "mag.slice-figure/1", "x"),
      ("| Figure 1", "mag.figure1/1", "cosines"), ("| Figure 3", "mag.figure3/1", "accuracy"),
      ("| Figure 4", "mag.figure4/1", "pixels"), ("| atlas", "mag.decomposition/1", "alignment"),
    ] {
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(row) }, "\(row)")
      let cells = line.split(separator: "|").map { $0.split(separator: " ")[0] }
      let shown = Double(cells[1].filter { $0 != "," })
      #expect(shown == MeasurementTolerance.of(schema: schema, key: key).scale, "\(row)")
    }
  }
}
