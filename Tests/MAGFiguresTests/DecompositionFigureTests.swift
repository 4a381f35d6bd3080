import Foundation
import Testing

@testable import MAGFigures

@Suite("The decomposition of crossing angles") struct DecompositionFigureTests {
  typealias Crossing = DecompositionFigure.Crossing

  static func degrees(_ sine: Double) -> Double { asin(sine) * 180 / .pi }

  /// A crossing of a path in the span.
  static func inside(_ alignment: Double, _ cosine: Double) -> Crossing {
    Crossing(
      angleDegrees: degrees(alignment * cosine), alignment: alignment, inManifoldCosine: cosine)
  }

  /// A crossing of a path that leaves the span.
  static func leaving(_ on: Double, _ off: Double) -> Crossing {
    Crossing(
      angleDegrees: degrees(abs(on + off)), alignment: 0.7, directionAlignment: 0.8,
      onManifoldTerm: on, offManifoldTerm: off)
  }

  static let undefined = Crossing(angleDegrees: nil, alignment: nil, inManifoldCosine: nil)

  static func sample(
    _ names: [String] = ["baseline", "robust"], leaving: Int = 0, inside: Int = 30
  )
    -> DecompositionFigure
  {
    var generator = TestGenerator(9)
    return DecompositionFigure(
      paths: "30 paths",
      models: names.map { name in
        .init(
          name: name,
          crossings: (0..<inside).map { _ in
            Self.inside(0.5 + 0.5 * generator.uniform(), generator.uniform())
          }
            + (0..<leaving).map { _ in
              Self.leaving(-0.5 * generator.uniform(), 0.3 - 0.5 * generator.uniform())
            })
      })
  }

  func texts(_ figure: DecompositionFigure, width: Double = 486) throws -> [String] {
    try FigureLayout(figure.figure(theme: .paper), width: width).recorded().texts.map(\.text)
  }

  @Test("a crossing at cap 30° with in-manifold cosine 1 lies on the diagonal")
  func cap_hand_isKnown() throws {
    let figure = DecompositionFigure(
      paths: "one", models: [.init(name: "m", crossings: [Self.inside(0.5, 1)])])
    #expect(
      figure.table.rows == [
        [
          .text("m"), .number(Self.degrees(0.5)), .number(0.5), .number(Self.degrees(0.5)),
          .number(1), .number(nil), .number(nil), .number(nil), .text(""),
        ]
      ])
    #expect(abs(DecompositionFigure.capDegrees(0.5) - 30) < 1e-12)
    #expect(DecompositionFigure.capDegrees(1 + 1e-16) == 90)
    let found = try texts(figure)
    #expect(found.contains("m 30.0°") && found.contains("impossible"))
    #expect(found.contains("0.50") && found.contains("1.00"))
  }

  @Test("terms are turned so that their sum is the sine")
  func terms_signs_areTurned() throws {
    let model = DecompositionFigure.Model(
      name: "m", crossings: [Self.leaving(-0.3, 0.1), Self.leaving(0.2, 0.1)])
    #expect(model.factors.isEmpty && model.undefinedCount == 0)
    #expect(model.terms.map(\.on) == [0.3, 0.2] && model.terms.map(\.off) == [-0.1, 0.1])
    let figure = DecompositionFigure(paths: "two", models: [model])
    let found = try texts(figure)
    #expect(!found.contains { $0.contains("cap arcsin") } && !figure.caption.contains("cap arcsin"))
    #expect(found.contains("on-manifold term of sin θ"))
    #expect(
      found.contains(
        "On paths that leave the span, without a cap: m 2 of 2 crossings."))
  }

  @Test("a figure of both kinds has rows for both and says how many of each")
  func figure_mixed_hasBoth() throws {
    var figure = Self.sample(leaving: 20)
    figure.models[0].crossings.append(Self.undefined)
    let found = try texts(figure)
    for text in [
      "cap arcsin c(n) (°)", "in-manifold cosine", "on-manifold term of sin θ",
      "off-manifold term",
      "Without parts (no normal in the span): baseline 1.",
    ] {
      #expect(found.contains(text), "\(text)")
    }
    #expect(found.contains { $0.contains("baseline 20 of 50, robust 20 of 50") })
    #expect(figure.altText.contains("baseline: 30 crossings in the span"))
    #expect(figure.altText.contains("baseline: 20 crossings on paths that leave the span"))
    #expect(figure.table.rows.count == 101)
  }

  @Test("many crossings are a density on one scale, few are points")
  func density_many_isNoted() throws {
    let many = try texts(Self.sample(inside: 500))
    #expect(many.contains { $0.hasPrefix("Colour: crossings in a cell, from 1") })
    #expect(!(try texts(Self.sample()).contains { $0.hasPrefix("Colour:") }))
  }

  @Test(
    "every text lies on the page and none overlaps another",
    arguments: [234.0, 486], [1, 2, 5, 7])
  func texts_widths_areApart(_ width: Double, _ count: Int) throws {
    let names = Array(
      [
        "baseline", "baseline-projected", "manifold-1.0", "robust", "manifold-robust-1.0", "mine",
        "a_model_with_a_long_name",
      ].prefix(count))
    for figure in [Self.sample(names), Self.sample(names, leaving: 30, inside: 0)] {
      let layout = try FigureLayout(figure.figure(theme: .paper), width: width)
      let page = Rect(x: 0, y: 0, width: width, height: layout.size.height)
      let texts = layout.recorded().texts
      let boxes = texts.map { $0.box(CairoTextMeasurer()) }
      for (index, box) in boxes.enumerated() {
        #expect(page.contains(box), "\(texts[index].text)")
        for other in 0..<index {
          #expect(
            box.overlap(with: boxes[other]) == 0, "\(texts[index].text), \(texts[other].text)")
        }
      }
    }
  }

  @Test("what was written reads back the same, schema first; another schema is refused")
  func json_roundTrip_isEqual() throws {
    let figure = Self.sample(leaving: 2)
    let data = try figure.json()
    #expect(
      String(decoding: data.prefix(80), as: UTF8.self).contains("\"mag.decomposition/1\""))
    #expect(try DecompositionFigure.read(data, from: "it") == figure)
    let other = Data(
      String(decoding: data, as: UTF8.self).replacing("decomposition/1", with: "decomposition/9")
        .utf8)
    #expect(failure { _ = try DecompositionFigure.read(other, from: "it") }?.kind == .badData)
  }

  @Test("angles that their parts do not give are refused, naming the crossing")
  func figure_badNumbers_areRefused() {
    func refusal(_ crossing: Crossing) -> String? {
      let figure = DecompositionFigure(
        paths: "", models: [.init(name: "m", crossings: [Self.inside(0.5, 0.5), crossing])])
      return failure { _ = try figure.figure(theme: .paper) }?.description
    }
    let what = "Decomposition: the sine of the angle of crossing 1 of model \"m\" should be the"
    let wrong = Crossing(angleDegrees: 45, alignment: 0.5, inManifoldCosine: 1)
    #expect(refusal(wrong)?.hasPrefix(what + " 0.5 that its parts give, found 0.707") == true)
    var terms = Self.leaving(0.1, 0.2)
    terms.angleDegrees = 60
    #expect(refusal(terms)?.hasPrefix(what) == true)
    var beyond = Self.inside(1, 1)
    beyond.angleDegrees = 90.0001
    #expect(refusal(beyond)?.hasPrefix(what) == true)
    var infinite = Self.inside(0.5, 0.5)
    infinite.alignment = .infinity
    #expect(refusal(infinite)?.contains("must be a finite number") == true)
  }

  @Test("without a crossing that has parts there is nothing to draw")
  func figure_empty_isRefused() {
    for models: [DecompositionFigure.Model] in [
      [], [.init(name: "m", crossings: [])], [.init(name: "m", crossings: [Self.undefined])],
    ] {
      let figure = DecompositionFigure(paths: "", models: models)
      #expect(
        failure { _ = try figure.figure(theme: .paper) }
          == .nothingToDraw(
            figure: "Decomposition", what: "no model has a crossing with parts"))
      #expect(!figure.altText.isEmpty && !figure.caption.isEmpty)
    }
  }
}
