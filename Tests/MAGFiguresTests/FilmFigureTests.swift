import Foundation
import Testing

@testable import MAGFigures

@Suite("The figure of a film") struct FilmFigureTests {
  /// A path of `steps` steps with class changes in the middle of the steps named.
  private func model(
    _ name: String = "baseline", steps: Int = 12, changesIn: [Int] = [3], target: Bool = true
  ) -> FilmFigure.Model {
    var changes: [FilmFigure.Change] = []
    for (place, step) in changesIn.enumerated() {
      let (from, to) = place % 2 == 0 ? (2, 3) : (3, 2)
      changes.append(
        FilmFigure.Change(
          position: Double(step) - 0.5, fromClass: from, toClass: to, anglesDegrees: [41.24]))
    }
    let image = (0..<784).map { Double($0 % 29) / 28 }
    let frames = [0, 3, 7, 12].map { step in
      FilmFigure.Frame(
        position: Double(step), pixels: step == 0 ? image : image.map { $0 + 0.1 },
        predictedClass: step < 3 ? 2 : 3, probability: 0.75)
    }
    var margins: [FilmFigure.Margin] = []
    for half in 0...2 * steps {
      let past = Double(half) - 5
      margins.append(
        FilmFigure.Margin(
          position: Double(half) / 2, label: -past, target: target ? past : nil))
    }
    var shares: [FilmFigure.Share] = []
    for step in 0...steps {
      let whole: Double? = step == 0 ? nil : 0.4
      let own: Double? = step == 0 || step == 5 ? nil : 0.3
      shares.append(FilmFigure.Share(position: Double(step), whole: whole, step: own))
    }
    return FilmFigure.Model(
      name: name, isSampled: false, frames: frames, startClass: 2, changes: changes,
      margins: margins, shares: shares)
  }

  private func film(
    _ models: [FilmFigure.Model]? = nil, arrangement: FilmFigure.Arrangement = .stacked,
    perturbations: Bool = false
  ) -> FilmFigure {
    FilmFigure(
      index: 7, label: 2, target: 3, epsilon: 0.1, norm: "linf", width: 28, height: 28,
      showsPerturbations: perturbations, arrangement: arrangement, models: models ?? [model()])
  }

  private func layout(_ figure: FilmFigure, _ width: FigureWidth = .page) throws -> FigureLayout {
    try FigureLayout(figure.figure(theme: .paper), width: width.points())
  }

  private func texts(_ figure: FilmFigure, _ width: FigureWidth = .page) throws -> [String] {
    try layout(figure, width).recorded().texts.map(\.text)
  }

  @Test("every frame has its step, class and probability, every change its angle")
  func figure_words_areThere() throws {
    for width in [FigureWidth.page, .column] {
      let texts = try texts(film(), width)
      for text in ["baseline", "step 0", "step 7", "step 12", "p = 0.750", "41.2°"] {
        #expect(texts.contains(text), "\(text)")
      }
      #expect(texts.count { $0 == "class 2" } == 1 && texts.count { $0 == "class 3" } == 3)
      #expect(texts.contains("margin of label 2") && texts.contains("of target 3"))
    }
    let untargeted = try texts(
      FilmFigure(
        index: 7, label: 2, target: nil, epsilon: 0.1, norm: "linf", width: 28, height: 28,
        models: [model(target: false)]))
    #expect(!untargeted.contains { $0.hasPrefix("of target") })
  }

  @Test("a boundary is drawn where its change is, tilted by its angle")
  func figure_tilt_hasAngle() throws {
    let canvas = try layout(film()).recorded()
    var ends: [Point] = []
    for case .stroke(let path, let stroke) in canvas.calls
    where stroke.color == Theme.paper.ink && stroke.cap == .round && path.steps.count == 2 {
      if case .move(let start) = path.steps[0], case .line(let end) = path.steps[1] {
        ends = [start, end]
      }
    }
    try #require(ends.count == 2)
    let angle = atan2(ends[0].y - ends[1].y, ends[1].x - ends[0].x) * 180 / .pi
    #expect(abs(angle - 41.24) < 1e-9)
  }

  @Test("models stand below or beside each other")
  func figure_arrangement_placesModels() throws {
    let models = ["baseline", "robust"].map { model($0) }
    func titles(_ arrangement: FilmFigure.Arrangement) throws -> [Point] {
      try layout(film(models, arrangement: arrangement)).recorded().texts
        .filter { ["baseline", "robust"].contains($0.text) }.map(\.origin)
    }
    let stacked = try titles(.stacked)
    #expect(stacked.count == 2 && stacked[0].x == stacked[1].x && stacked[0].y < stacked[1].y)
    let columns = try titles(.columns)
    #expect(columns[0].x < columns[1].x && columns[0].y == columns[1].y)
  }

  @Test("perturbations are colour images with their size and share, the first without a share")
  func figure_perturbations_areShown() throws {
    let canvas = try layout(film(perturbations: true)).recorded()
    let images = canvas.calls.compactMap { call -> ColorImage? in
      if case .colorImage(let image, _) = call { image } else { nil }
    }
    #expect(images.count == 4)
    // No perturbation is mid grey, the largest one the end of the map.
    #expect(Set(images[0].pixels) == [0x89])
    #expect(images[1].pixels.prefix(3) == [0xFF, 0xE4, 0x90])
    let texts = canvas.texts.map(\.text)
    #expect(texts.contains("‖δ‖ 0.00") && texts.contains("on –"))
    #expect(texts.contains("‖δ‖ 2.80") && texts.count { $0 == "on 40 %" } == 3)
  }

  @Test("notes say what is sampled, what is a random start, and what does not move")
  func figure_notes_sayWhatIsOdd() throws {
    func note(_ change: (inout FilmFigure.Model) -> Void) throws -> String {
      var model = model()
      change(&model)
      return try film([model]).figure(theme: .paper).notes.joined()
    }
    #expect(try !note { _ in }.contains("sampled"))
    #expect(try note { $0.isSampled = true }.contains("sampled: some may be missed"))
    #expect(
      try note { $0.margins.insert(FilmFigure.Margin(position: -1, label: 6, target: -6), at: 0) }
        .contains("random start"))
    let still = try note { model in
      model.shares = model.shares.map {
        FilmFigure.Share(position: $0.position, whole: nil, step: nil)
      }
      model.changes = []
    }
    #expect(still.contains("does not move"))
    #expect(try note { $0.frames[1].pixels[0] = -0.2 }.contains("clipped"))
  }

  @Test("changes too many to label are drawn all the same, and the rest is counted")
  func figure_manyChanges_isDrawn() throws {
    let crowded = model(changesIn: (1...12).flatMap { [$0, $0] })
    for width in [FigureWidth.page, .column] {
      let texts = try texts(film([crowded]), width)
      #expect(texts.count { $0 == "41.2°" } > 2)
    }
  }

  @Test("the strip has a field for each run and a number where it fits")
  func strip_fields_coverTheFoot() {
    let mark = ClassStripMark(
      runs: [
        ClassStripMark.Run(from: 0, to: 9, number: 4),
        ClassStripMark.Run(from: 9, to: 10, number: 7),
      ], height: 8, textStyle: plainText, fills: [black, plainSeries.color.faded(0.5)])
    let frame = PlotFrame(
      rect: Rect(x: 10, y: 0, width: 50, height: 40), x: .linear(from: 0, to: 10),
      y: .linear(from: 0, to: 1))
    var canvas = RecordingCanvas()
    mark.draw(on: &canvas, in: frame)
    #expect(
      canvas.calls == [
        .fill(Path(Rect(x: 10, y: 32, width: 45, height: 8)), black),
        .fill(Path(Rect(x: 55, y: 32, width: 5, height: 8)), black.faded(0.5)),
      ])
    // A digit is 5 wide and needs 2 more.
    #expect(mark.texts(in: frame, measurer: PlainMeasurer()).map(\.text) == ["4"])
    #expect(mark.ink(in: frame).count == 2)
  }

  @Test("data read back draw the same figure; the table has a row for everything known")
  func figure_data_survive() throws {
    let figure = film()
    let json = try figure.json()
    #expect(try FilmFigure.read(json, from: "film.json") == figure)
    #expect(String(decoding: json, as: UTF8.self).contains("\"mag.film-figure/1\""))
    let kinds = figure.table.rows.map { $0[1] }
    #expect(kinds.count { $0 == .text("frame") } == 4 && kinds.count { $0 == .text("change") } == 1)
    #expect(
      kinds.count { $0 == .text("margin") } == 25 && kinds.count { $0 == .text("share") } == 13)
    let change = try #require(figure.table.rows.first { $0[1] == .text("change") })
    #expect(change[2] == .number(2.5) && change[3] == .index(2) && change[4] == .index(3))
    #expect(change[5] == .number(41.24) && change[6] == .number(nil))
  }

  @Test("words for print and for those who cannot see it name the changes")
  func words_film_areThere() {
    #expect(film().altText.contains("baseline: 2 to 3 at step 2.50"))
    #expect(film([model(changesIn: [])]).altText.contains("class 2 throughout"))
    #expect(film().caption.contains("towards class 3") && film().caption.hasSuffix("."))
  }

  @Test("what cannot be drawn is refused by name")
  func figure_badData_isRefused() {
    func refusal(_ change: (inout FilmFigure) -> Void) -> String {
      var figure = film()
      change(&figure)
      return failure { _ = try figure.figure(theme: .paper) }?.description ?? "none"
    }
    #expect(refusal { $0.models = [] }.contains("at least one model"))
    #expect(refusal { $0.models[0].frames = [] }.contains("needs an image"))
    #expect(refusal { $0.models[0].margins.removeAll() }.contains("two margins"))
    #expect(refusal { $0.width = 27 }.contains("28 × 27 pixels"))
    #expect(refusal { $0.epsilon = .nan }.contains("epsilon"))
    #expect(refusal { $0.models[0].frames[1].pixels[3] = .nan }.contains("of an image"))
    #expect(refusal { $0.models[0].margins[4].target = .infinity }.contains("every margin"))
    #expect(refusal { $0.models[0].shares[4].whole = .nan }.contains("every share"))
    #expect(
      refusal { $0.models[0].changes[0].anglesDegrees = [.nan] }.contains(
        "every angle of a class change"))
    #expect(refusal { $0.models[0].margins[1].position = 0 }.contains("ascending positions"))
    #expect(refusal { $0.models[0].changes[0].fromClass = 9 }.contains("one from class 2"))
    #expect(refusal { $0.models[0].changes[0].position = 13 }.contains("within the path"))
  }
}
