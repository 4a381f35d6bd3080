import Foundation
import MAG
import Testing

@testable import mag

@Suite("mag report") struct ReportCommandTests {
  /// Options that measure the toy checkpoint in a moment.
  static let quick = "--random 3 --epsilons 0,0.15 --steps 3 --from 0 --to 1"

  @Test("a checkpoint is measured onto one page, and saved measurements give the same numbers")
  func report_checkpoint_isMeasured() throws {
    try Workplace.use { place in
      try place.toy()
      let first = try place.runToy("report toy.safetensors \(Self.quick) --save kept --json r.json")
      #expect(first.code == 0, "\(first.errors)")
      #expect(try place.names() == ["kept", "r.json", "report.html", "toy", "toy.safetensors"])
      let kept = try FileManager.default.contentsOfDirectory(
        atPath: place.folder.appendingPathComponent("kept").path)
      #expect(
        kept.sorted() == [
          "alignment.json", "crossings.json", "figure-2.json", "figure-4.json", "inspection.json",
          "robustness.json", "transformation.json",
        ])
      let again = try place.run(["report", "kept", "--out", "again.html", "--json", "s.json"])
      #expect(again.code == 0, "\(again.errors)")
      let (one, two) = (try place.document("r.json"), try place.document("s.json"))
      #expect(one["schema"].text == "mag.report/1" && one["models"][0].text == "toy")
      for key in ["summary", "checks"] {
        #expect(one[key].value as? NSObject == two[key].value as? NSObject)
      }
      // Five of six images are right, and all gradients have c = 3/5.
      let page = String(decoding: try place.contents("again.html"), as: UTF8.self)
      #expect(page.contains("<td class=\"number\">0.8333</td><td class=\"number\">0.600</td>"))
      #expect(page.contains("mag report ../toy.safetensors"))
      #expect(!page.contains(place.folder.path))
    }
  }

  @Test("saved measurements are documents that say how they were made")
  func report_saved_hasProvenance() throws {
    try Workplace.use { place in
      try place.toy()
      #expect(try place.runToy("report toy.safetensors \(Self.quick) --save kept").code == 0)
      let document = try place.document("kept/crossings.json")
      #expect(document["schema"].text == "mag.crossings/1")
      #expect(document["configuration"]["random"].int == 3)
      let command = document["provenance"]["command"].list.compactMap(\.text)
      #expect(command.prefix(3) == ["mag", "report", "../toy.safetensors"])
      #expect(command.contains("--random") && !command.contains("--save"))
      let figure = try place.document("kept/figure-2.json")
      #expect(figure["schema"].text == "mag.figure2/1")
      #expect(figure["provenance"]["checkpoints"][0]["name"].text == "toy")
    }
  }

  @Test("Markdown and LaTeX come with their figures beside them", arguments: ["md", "tex"])
  func report_formats_haveFolders(_ format: String) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "report toy.safetensors \(Self.quick) --out page.\(format) --quiet")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        try place.names() == ["page-figures", "page.\(format)", "toy", "toy.safetensors"])
      let figures = try FileManager.default.contentsOfDirectory(
        atPath: place.folder.appendingPathComponent("page-figures").path)
      #expect(figures.contains("figure-1.json"))
      #expect(figures.contains(format == "md" ? "figure-1.svg" : "figure-1.pdf"))
    }
  }

  @Test("threads leave no trace in a page")
  func report_threads_giveSameBytes() throws {
    let pages = try ["1", "2"].map { threads in
      try Workplace.use { place in
        try place.toy()
        let outcome = try place.runToy("report toy.safetensors \(Self.quick) --threads \(threads)")
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try place.contents("report.html")
      }
    }
    #expect(pages[0] == pages[1])
  }

  @Test("networks of different sizes are refused by both names before anything is measured")
  func report_sizes_mustAgree() throws {
    try Workplace.use { place in
      try place.toy()
      let other = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: [9, 2]),
        parameters: [Float](repeating: 0.1, count: 20))
      try Checkpoint.write(
        other, metadata: [:], to: place.folder.appendingPathComponent("wide.safetensors"))
      let outcome = try place.runToy("report toy.safetensors wide.safetensors \(Self.quick)")
      #expect(outcome.code == 65)
      #expect(
        outcome.lastLine
          == "error: toy.safetensors has 4 inputs and wide.safetensors has 9; a report compares "
          + "checkpoints of one size, so make one report of each.")
      #expect(try place.names() == ["toy", "toy.safetensors", "wide.safetensors"])
    }
  }

  /// A bad command line with the code and the start of the sentence that it ends with.
  struct Bad: CustomTestStringConvertible, Sendable {
    var line: String
    var code: Int32
    var sentence: String
    var testDescription: String { line }
  }

  @Test(
    "what cannot be reported of is refused with one sentence",
    arguments: [
      Bad(line: "none.json", code: 66, sentence: "none.json: there is no such file"),
      Bad(line: "empty", code: 66, sentence: "empty: expected measurements or figure data as JSON"),
      Bad(line: "cut.json", code: 65, sentence: "cut.json: no valid JSON at line 1, column 38"),
      Bad(line: "other.json", code: 65, sentence: "other.json: expected a measurement"),
      Bad(
        line: "toy.safetensors ./toy.safetensors", code: 64,
        sentence: "./toy.safetensors: expected every file once"),
      Bad(
        line: "toy.safetensors --out none/r.html", code: 73,
        sentence: "none/r.html: the folder none does not exist"),
      Bad(
        line: "toy.safetensors --out empty", code: 64, sentence: "empty: expected html, md or tex"),
      Bad(
        line: "toy.safetensors --format docx", code: 64,
        sentence: "--format: expected html, md or tex, found 'docx'"),
      Bad(
        line: "cut.json --out cut.json --format html", code: 64,
        sentence: "--out: expected a name that replaces none"),
      Bad(
        line: "toy.safetensors --attacked 0", code: 64,
        sentence: "--attacked: expected a whole number from 1, or all, found '0'"),
      Bad(line: "toy.safetensors --random 0", code: 64, sentence: "--random: expected at least 1"),
      Bad(line: "toy.safetensors --epsilons x", code: 64, sentence: "--epsilons: expected numbers"),
    ])
  func report_badInput_isRefused(_ bad: Bad) throws {
    try Workplace.use { place in
      try place.toy()
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
      try place.write("{\"schema\": \"mag.alignment/1\", \"tool\":", to: "cut.json")
      try place.write("{\"schema\": \"mag.tilt/1\"}", to: "other.json")
      let before = try place.names()
      let outcome = try place.runToy("report \(bad.line)")
      #expect(outcome.code == bad.code, "\(outcome.errors)")
      #expect(outcome.lastLine.hasPrefix("error: \(bad.sentence)"), "\(outcome.lastLine)")
      #expect(try place.names() == before)
    }
  }
}
