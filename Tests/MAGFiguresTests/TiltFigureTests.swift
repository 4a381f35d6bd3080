import Foundation
import Testing

@testable import MAGFigures

@Suite("The figure of distances to the boundary") struct TiltFigureTests {
  static func sample(
    _ scale: Double, count: Int = 60, unreached: [Int] = [], undefined: Int = 0
  ) -> TiltFigure.Sample {
    var generator = TestGenerator(UInt64(1 + scale * 10))
    var values: [Double?] = (0..<count).map { _ in scale * exp(0.4 * generator.normal()) }
    for place in unreached { values[place] = nil }
    for place in 0..<undefined { values[place] = nil }
    return TiltFigure.Sample(values: values, unreached: unreached)
  }

  static func model(_ name: String, off: TiltFigure.Sample, ratio: TiltFigure.Sample)
    -> TiltFigure.Model
  {
    TiltFigure.Model(
      name: name, indices: Array(0..<60), labels: (0..<60).map { $0 % 10 },
      predictedClasses: (0..<60).map { $0 % 9 }, gradient: sample(0.9), inManifold: sample(1.4),
      offManifold: off, ratio: ratio)
  }

  static var figure: TiltFigure {
    TiltFigure(models: [
      model("baseline", off: sample(1.2), ratio: sample(0.8)),
      model("projected", off: sample(1, undefined: 60), ratio: sample(1, undefined: 60)),
      model(
        "manifold", off: sample(30, unreached: Array(50..<60)),
        ratio: sample(18, unreached: Array(50..<60))),
      model(
        "far", off: sample(400, unreached: Array(10..<60)),
        ratio: sample(300, unreached: Array(10..<60))),
    ])
  }

  private func layout(_ figure: TiltFigure, _ width: FigureWidth = .page) throws -> FigureLayout {
    try FigureLayout(figure.figure(theme: .paper), width: width.points())
  }

  private func texts(_ layout: FigureLayout) -> [String] {
    layout.recorded().calls.compactMap {
      if case .text(let placed) = $0 { placed.text } else { nil }
    }
  }

  @Test("quantiles rank infinite numbers last, and medians have three digits")
  func row_quantiles_areByHand() {
    let row = QuantileRow([1, 2, 3, .infinity, .infinity])
    #expect(row.levels == [1.2, 2, 3, .infinity, .infinity] && row.medianText == "3.00")
    #expect(QuantileRow([]).medianText == "–" && QuantileRow([.infinity]).medianText == "none")
    for (median, text) in [
      (0.98765, "0.988"), (12.345, "12.3"), (123.45, "123"), (9876, "9876"), (0.01234, "0.0123"),
      (0, "0.00"),
    ] {
      #expect(QuantileRow([median]).medianText == text)
    }
    #expect(QuantileRow.scale([QuantileRow([]), QuantileRow([0, .infinity])]) == nil)
  }

  @Test("a line without an end stops before the number, beyond the finite ends")
  func row_infiniteEnd_leavesTheNumberRoom() throws {
    let row = QuantileRow([1, 2, 3, .infinity, .infinity])
    let frame = PlotFrame(
      rect: Rect(x: 0, y: 0, width: 122, height: 20), x: try #require(QuantileRow.scale([row])),
      y: .linear(from: -1, to: 1))
    let shown = try #require(row.quantiles(in: frame))
    #expect(abs(frame.x(shown.p95) - 100) < 1e-9 && shown.p75 == shown.p95)
    #expect(abs(shown.p95 - 3 * 1.25) < 1e-12 && shown.p50 == 3)
  }

  @Test("every median stands in the picture, absent ones as a dash or a word")
  func figure_medians_arePrinted() throws {
    for width in [FigureWidth.page, .column] {
      let figure = Self.figure
      let layout = try layout(figure, width)
      let words = texts(layout)
      for model in figure.models {
        for sample in model.distances.map(\.sample) + [model.ratio] {
          #expect(words.contains(QuantileRow(sample.ranked).medianText))
        }
        #expect(words.count { $0 == model.name } == 2)
      }
      #expect(words.contains("–") && words.contains("none"))
      let notes = words.joined(separator: " ")
      #expect(notes.contains("manifold 0, 0, 10; far 0, 0, 50."))
      #expect(notes.contains("projected 0, 0, 60."))
    }
  }

  @Test(
    "the axis of the ratios shows 1 with its line, wherever the ratios lie", arguments: [0.02, 40])
  func figure_one_isInRange(_ scale: Double) throws {
    let figure = TiltFigure(models: [
      Self.model("m", off: Self.sample(1.2), ratio: Self.sample(scale))
    ])
    let rows = [QuantileRow(figure.models[0].ratio.ranked)]
    let range = try #require(QuantileRow.scale(rows, including: 1))
    #expect(range.lower < 1 && range.upper > 1)
    let plain = try #require(QuantileRow.scale(rows))
    #expect(plain.lower > 1 || plain.upper < 1)
    #expect(texts(try layout(figure)).contains("1"))
  }

  @Test("numbers overlap neither each other nor a mark, on a page and in a column")
  func figure_numbers_areClear() throws {
    for width in [FigureWidth.page, .column] {
      let calls = try layout(Self.figure, width).recorded().calls
      let measurer = CairoTextMeasurer()
      let boxes = calls.compactMap { call in
        if case .text(let placed) = call { placed.box(measurer) } else { nil }
      }
      for (number, a) in boxes.enumerated() {
        for b in boxes[(number + 1)...] { #expect(a.overlap(with: b) == 0) }
      }
    }
  }

  @Test("the table has a row for each model and image, inf without a boundary")
  func table_handData_isTable() {
    let figure = TiltFigure(models: [
      .init(
        name: "mine", indices: [7, 2], labels: [9, 1], predictedClasses: [9, 2],
        gradient: .init(values: [0.5, 1]), inManifold: .init(values: [2, nil]),
        offManifold: .init(values: [nil, nil], unreached: [0]),
        ratio: .init(values: [nil, nil], unreached: [0]))
    ])
    CSVText.expect(
      figure,
      [
        [
          "model", "index", "label", "predicted_class", "gradient_distance",
          "in_manifold_distance", "off_manifold_distance", "off_by_in_ratio", "method",
        ],
        ["mine", "7", "9", "9", "0.5", "2", "inf", "inf", ""],
        ["mine", "2", "1", "2", "1", "", "", "", ""],
      ])
    #expect(figure.altText.contains("mine: gradient 0.750, in-manifold part 2.00"))
    #expect(figure.altText.contains("off-manifold part none, ratio none"))
    #expect(figure.caption.contains("one of 2 images"))
  }

  @Test("what was saved is read back and drawn to the same bytes")
  func figure_json_readsBack() throws {
    let figure = Self.figure
    let again = try TiltFigure.read(figure.json(), from: "tilt.json")
    #expect(again == figure && again.schema == "mag.tilt-figure/1")
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let urls = try ["a", "b"].map { name in
      let place = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      return try again.write(
        basename: place.appendingPathComponent("f"), formats: [.svg, .png, .pdf],
        style: FigureStyle(dotsPerInch: 72))
    }
    #expect(urls[0].map(\.pathExtension) == ["svg", "png", "pdf", "json", "csv"])
    for (a, b) in zip(urls[0], urls[1]) {
      #expect(try Data(contentsOf: a) == Data(contentsOf: b))
    }
  }

  @Test("samples that do not fit, are negative or not finite are refused, and empty figures")
  func figure_badNumbers_areRefused() throws {
    func message(_ change: (inout TiltFigure) -> Void) -> String {
      var figure = Self.figure
      change(&figure)
      let changed = figure
      return failure { _ = try changed.figure(theme: .paper) }.map { "\($0)" } ?? "none"
    }
    #expect(message { $0.models = [] }.contains("at least one model"))
    #expect(message { $0.models[0].gradient.values[0] = -1 }.contains("0 or more"))
    #expect(message { $0.models[0].gradient.values[0] = .nan }.contains("finite"))
    #expect(message { $0.models[1].ratio.values.removeLast() }.contains("60, one an image"))
    #expect(message { $0.models[0].labels = [1] }.contains("labels and classes"))
    #expect(message { $0.models[2].offManifold.unreached = [3] }.contains("without a value"))
    #expect(message { $0.models[2].offManifold.unreached = [55, 54] }.contains("ascending"))
    #expect(message { $0.models[2].offManifold.unreached = [99] }.contains("without a value"))
    let empty = TiltFigure.Sample(values: [Double?](repeating: nil, count: 60))
    #expect(
      message {
        for index in $0.models.indices {
          $0.models[index].gradient = empty
          $0.models[index].inManifold = empty
          $0.models[index].offManifold = empty
        }
      }.contains("no model has a distance above 0"))
  }
}
