import Foundation
import MAGFiles
import Testing

@testable import MAGFigures

/// The page Documentation/plots.md and the examples beside it.
@Suite("The page of plots") struct PlotPageTests {
  static let documentation = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Documentation").standardizedFileURL

  /// The JSON examples of the page.
  static func examples() throws -> [String] {
    let page = try String(
      contentsOf: documentation.appendingPathComponent("plots.md"), encoding: .utf8)
    return page.components(separatedBy: "```json\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: documentation.appendingPathComponent("plots").path
    ).filter { $0.hasSuffix(".json") }.sorted()
  }

  @Test("every example of the page is drawn in a column and on a page, in both themes")
  func examples_all_areDrawn() throws {
    let examples = try Self.examples()
    #expect(examples.count == 3)
    for (index, example) in examples.enumerated() {
      let figure = try FigureData(reading: Data(example.utf8), from: "example \(index)").figure
      for theme in FigureStyle.Ground.allCases {
        for width in [FigureWidth.column, .page] {
          let layout = try drawn(figure, FigureStyle(width: width, theme: theme))
          #expect(!layout.recorded().texts.contains { $0.text.contains("found no room") })
        }
      }
    }
  }

  @Test("every file beside the page is named on it and drawn, with all its labels")
  func files_all_areDrawn() throws {
    let page = try String(
      contentsOf: Self.documentation.appendingPathComponent("plots.md"), encoding: .utf8)
    let files = try Self.files()
    #expect(files.count == 8)
    for file in files {
      #expect(page.contains("(plots/\(file))"), "\(file)")
      let data = try Data(
        contentsOf: Self.documentation.appendingPathComponent("plots/\(file)"))
      let figure = try FigureData(reading: data, from: file).figure
      let layout = try drawn(figure, FigureStyle(width: .column))
      #expect(!layout.recorded().texts.contains { $0.text.contains("found no room") }, "\(file)")
      #expect(!figure.altText.isEmpty && !figure.caption.isEmpty)
    }
  }

  @Test("the page has every key and every word that the schema knows")
  func page_keys_areComplete() throws {
    let page = try String(
      contentsOf: Self.documentation.appendingPathComponent("plots.md"), encoding: .utf8)
    let words =
      ChartSeries.Kind.allCases.map(\.rawValue) + ChartAxis.Kind.allCases.map(\.rawValue)
      + ChartFigure.Sharing.allCases.map(\.rawValue) + ChartFigure.Naming.allCases.map(\.rawValue)
      + ChartPanel.Plot.Heights.allCases.map(\.rawValue)
      + ChartPanel.Colors.allCases.map(\.rawValue)
    for word in words { #expect(page.contains("`\(word)`"), "\(word)") }
    var keys: Set<String> = []
    for chart in SmallFigures.charts {
      let text = String(decoding: try chart.json(), as: UTF8.self)
      for line in text.split(separator: "\n") {
        let part = line.trimmingCharacters(in: .whitespaces)
        if part.hasPrefix("\""), let end = part.firstRange(of: "\":") {
          keys.insert(String(part.dropFirst()[..<end.lowerBound]))
        }
      }
    }
    #expect(keys.count > 30)
    for key in keys.sorted() { #expect(page.contains("`\(key)`"), "\(key)") }
  }

  @Test("alternative text is never left to chance: it has the numbers of every panel")
  func files_altText_hasNumbers() throws {
    for file in try Self.files() {
      let data = try Data(
        contentsOf: Self.documentation.appendingPathComponent("plots/\(file)"))
      let figure = try FigureData(reading: data, from: file).figure
      #expect(figure.altText.contains { $0.isNumber }, "\(file)")
    }
  }
}
