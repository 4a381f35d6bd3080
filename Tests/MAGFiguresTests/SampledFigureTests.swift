import Foundation
import Testing

@testable import MAGFigures

@Suite("Figures of sampled models") struct SampledFigureTests {
  private static let names = ["walked", "smooth"]
  private static let methods: [FigureMethod?] = [.exact, .sampled]

  private var figure2: Figure2 {
    var figure = SampleFigures.figure2(pairs: 2)
    figure.models = zip(Self.names, Self.methods).enumerated().map { row, model in
      Figure2.Model(name: model.0, walks: figure.models[row].walks, method: model.1)
    }
    return figure
  }

  private var tilt: TiltFigure {
    var figure = TiltFigureTests.figure
    figure.models = zip(Self.names, Self.methods).map { name, method in
      var model = TiltFigureTests.model(
        name, off: TiltFigureTests.sample(1.2), ratio: TiltFigureTests.sample(0.8))
      model.method = method
      return model
    }
    return figure
  }

  private func atlas(kinks: Quantiles?) -> AtlasFigure {
    let sample = AtlasFigure.Sample(
      family: "other-class", lines: 3, count: 3, ecdf: [10, 20, 30],
      histogram: [0, 1, 1, 1], median: 20, medianInterval: [10, 30], kinks: kinks)
    return AtlasFigure(
      binWidth: 10, matrixFamily: "other-class",
      models: zip(Self.names, Self.methods).map {
        AtlasFigure.Model(name: $0, samples: [sample], classMedians: [], method: $1)
      })
  }

  private var decomposition: DecompositionFigure {
    // sin 30° = 0.8 · 0.625.
    let crossing = DecompositionFigure.Crossing(
      angleDegrees: 30, alignment: 0.8, inManifoldCosine: 0.625)
    return DecompositionFigure(
      paths: "one pair",
      models: zip(Self.names, Self.methods).map {
        DecompositionFigure.Model(name: $0, crossings: [crossing], method: $1)
      })
  }

  /// All words of a picture.
  private func words(_ figure: some PaperFigure) throws -> String {
    try FigureLayout(figure.figure(theme: .paper), width: FigureWidth.page.points())
      .recorded().calls.compactMap {
        if case .text(let placed) = $0 { placed.text } else { nil }
      }.joined(separator: " ")
  }

  /// Picture, words, JSON and CSV name the method; data from before it was recorded are read.
  private func expectLabels<Drawn: PaperFigure & Equatable>(_ figure: Drawn) throws {
    #expect(try words(figure).contains("Sampled, not exact: smooth;"))
    #expect(figure.caption.contains("Sampled, not exact: smooth;"))
    let json = String(decoding: try figure.json(), as: UTF8.self)
    #expect(json.contains("\"method\": \"sampled\"") && json.contains("\"method\": \"exact\""))
    #expect(try Drawn.read(Data(json.utf8), from: "x") == figure)
    let table = figure.table
    #expect(table.header.last == "method" && !table.rows.isEmpty)
    for row in table.rows {
      #expect(row.last == .text(row.first == .text("smooth") ? "sampled" : "exact"))
    }
    let old = json.replacing(#/ *"method": "[a-z]+",\n/#, with: "")
    #expect(!old.contains("\"method\""))
    let read = try Drawn.read(Data(old.utf8), from: "x")
    #expect(read.table.rows.allSatisfy { $0.last == .text("") })
    #expect(try !words(read).contains("Sampled"))
  }

  @Test("four kinds of figures name the sampled models in picture, JSON and CSV")
  func figures_sampledModel_isNamed() throws {
    try expectLabels(figure2)
    try expectLabels(tilt)
    try expectLabels(atlas(kinks: nil))
    try expectLabels(decomposition)
  }

  @Test("an atlas without kinks has no panel for them, and says nothing of them")
  func atlas_noKinks_hasNoPanel() throws {
    let without = atlas(kinks: nil)
    let with = atlas(kinks: Quantiles(p5: 1, p25: 2, p50: 3, p75: 4, p95: 5))
    #expect(try !words(without).lowercased().contains("kinks"))
    #expect(!without.caption.contains("kinks"))
    #expect(try words(with).contains("kinks per line") && with.caption.contains("kinks a line"))
  }

  @Test("distances of 0, infinite and undefined ones leave a tilt figure empty")
  func tilt_noDistance_isEmpty() {
    #expect(!tilt.isEmpty)
    let nothing = TiltFigure.Sample(values: [nil, 0, nil], unreached: [0])
    let model = TiltFigure.Model(
      name: "flat", indices: [0, 1, 2], labels: [0, 1, 2], predictedClasses: [0, 0, 0],
      gradient: nothing, inManifold: nothing, offManifold: nothing, ratio: nothing)
    let figure = TiltFigure(models: [model])
    #expect(figure.isEmpty && TiltFigure(models: []).isEmpty)
    #expect(throws: FigureFailure.self) { try figure.figure(theme: .paper) }
  }
}
