import Foundation
import MAG
import Testing

@testable import MAGStudy

@Suite("The page of the main job") struct PaperIndexTests {
  /// The page for the run's results after a change, with figures of the same measurements.
  private func page(
    _ change: (inout PaperResults) -> Void = { _ in }, withFigure4: Bool = true
  ) throws -> String {
    let outcome = try TinyPaper.outcome.get()
    var results = outcome.results
    change(&results)
    let measured = try (0..<5).map { try TinyPaper.measurements(of: $0) }
    let (set, pairs) = try TinyPaper.test()
    let drawn = Array(pairs.prefix(2))
    var transformation = TransformationSettings()
    transformation.steps = 2
    let found = try Measure.transformation(
      measured[1].model.network, on: set, settings: transformation, box: .none)
    let figures = PaperFigures(
      models: Array(measured.prefix(4)), control: measured[4],
      drawn: (
        try Segments(drawn, of: set),
        try measured.prefix(4).map {
          try Measure.crossings($0.model.network, on: set, pairs: drawn, kinks: true)
        }
      ), transformations: withFigure4 ? [(measured[1].model, found)] : [], test: set,
      settings: TinyPaper.settings, notice: nil)
    return PaperIndex.page(results, figures)
  }

  /// The rows of the first table whose heading contains a word, as cells.
  private func table(_ page: String, heading: String) throws -> [[String]] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let first = try #require(lines.firstIndex { $0.hasPrefix("| ") && $0.contains(heading) })
    return lines[first...].prefix { $0.hasPrefix("|") }.map {
      $0.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  private func row(_ page: String, model: String) throws -> [String] {
    try #require(try table(page, heading: "cosine mean").first { $0[0].hasPrefix(model) })
  }

  @Test("every file that the page links to was written, and told of")
  func page_links_leadToFiles() throws {
    let outcome = try TinyPaper.outcome.get()
    let text = String(decoding: try #require(outcome.files["README.md"]), as: UTF8.self)
    let links = text.matches(of: /\]\(([^)]*)\)/).map { String($0.output.1) }
    #expect(links.count > 30)
    for link in links { #expect(outcome.files[link]?.isEmpty == false, "\(link)") }
    let written = Set(outcome.wrote.map { String($0.split(separator: "/").last ?? "") })
    #expect(written == Set(outcome.files.keys))
  }

  @Test("the claims' table has a row a claim with its verdict, at the other α too")
  func page_claims_haveVerdicts() throws {
    let rows = try table(try page(), heading: "claim | verdict")
    let results = try TinyPaper.outcome.get().results
    #expect(rows.allSatisfy { $0.count == 5 })
    #expect(rows[0] == ["", "claim", "verdict", "at α = 0.25", "numbers (95 % interval)"])
    #expect(rows.count == 2 + 7)
    for (index, claim) in results.claims.enumerated() {
      let cells = rows[2 + index]
      #expect(cells[0] == "(\(claim.id))" && cells[2] == "**\(claim.verdict)**")
      #expect(cells[3] == results.comparisonClaims[0].claims[index].verdict)
      #expect(cells[4].split(separator: "<br>").count == claim.numbers.count)
    }
  }

  @Test("numbers of a claim stand with interval and count; one not measured says so")
  func page_claimNumbers_areRounded() throws {
    let text = try page { results in
      results.claims[0].numbers = [
        .above(
          0, "a − b", Estimate(mean: 0.12345, interval: [-0.0004, 0.25], count: 17)),
        .above(0, "c − d", nil),
      ]
      results.comparisonClaims[0].claims.removeFirst()
    }
    let cells = try table(text, heading: "claim | verdict")[2]
    #expect(cells[4] == "a − b: 0.123 (-0.000 to 0.250, n = 17)<br>c − d: not measured")
    #expect(cells[3] == "–")
  }

  @Test("without other values of α the table has no column for them")
  func page_noComparison_hasFourColumns() throws {
    let rows = try table(
      try page { $0.comparisonClaims = [] }, heading: "claim | verdict")
    #expect(rows.allSatisfy { $0.count == 4 })
  }

  @Test("the models' table has a row a model with its rounded numbers")
  func page_models_haveNumbers() throws {
    let text = try page { results in
      results.models[0].cleanAccuracy = 0.91234
      (results.models[0].cosineMean, results.models[0].cosineStd) = (0.4567, 0.1)
      results.models[0].firstLayerOffManifoldNorm = 12.34
    }
    let rows = try table(text, heading: "cosine mean")
    #expect(rows.count == 2 + 7 && rows.allSatisfy { $0.count == 8 })
    #expect(rows[0][3] == "FGSM 0.20 / 0.05 / 0.10" && rows[0][4] == "PGD-3 0.20 / 0.05 / 0.10")
    let baseline = rows[2]
    #expect(baseline[0] == "baseline" && baseline[1] == "0.9123" && baseline[2] == "0.457 (0.100)")
    #expect(baseline[7].hasSuffix(" / 12.3"))
    let names = rows.dropFirst(2).map { $0[0] }
    #expect(names[1] == "manifold (α = 1.0)" && names[5] == "manifold, α = 0.25")
    let curve = try TinyPaper.outcome.get().results.models[0].fgsm.points
    let expected = [3, 1, 2].map { String(format: "%.3f", curve[$0].accuracy) }
    #expect(baseline[3] == expected.joined(separator: " / "))
  }

  @Test("undefined numbers are dashes, never words for no number")
  func page_undefined_isDash() throws {
    let text = try page { results in
      (results.models[1].cosineMean, results.models[1].cosineStd) = (nil, nil)
      results.models[1].angle = PaperResults.AngleFacts([nil, nil], seed: 0)
      results.models[1].fgsm.points.removeLast()
    }
    let cells = try row(text, model: "manifold (")
    #expect(cells[2] == "– (–)")
    #expect(cells[3].hasPrefix("– / "))
    #expect(cells[5].hasPrefix("–") && cells[5].hasSuffix("(0/2)"))
    for word in ["nan", "nil", "Optional", "inf "] { #expect(!text.contains(word), "\(word)") }
  }

  @Test("a warning stands at the top; without one the page speaks of full MNIST")
  func page_notice_isLoud() throws {
    let warned = try page { $0.notice = "Only a few images" }
    #expect(warned.contains("\n> **Only a few images.**\n"))
    #expect(warned.contains("data that are not full MNIST"))
    let plain = try page { $0.notice = nil }
    #expect(plain.contains("from full MNIST") && !plain.contains("> **"))
  }

  @Test("transformations are described, reached or not; without one there is no picture")
  func page_transformations_areDescribed() throws {
    let text = try page { results in
      results.transformation["manifold"]?.reached = true
      results.transformation["manifold"]?.probabilities = [0.01, 0.5, 0.98765]
      results.transformation["baseline"]?.reached = false
    }
    #expect(text.contains("- manifold: reached p = 0.9 for class 3"))
    #expect(text.contains("0.0100, 0.5000, 0.9877"))
    #expect(text.contains("- baseline: did not reach p = 0.9"))
    let without = try page(withFigure4: false)
    #expect(without.contains("nothing to show") && !without.contains("figure-4"))
  }
}
