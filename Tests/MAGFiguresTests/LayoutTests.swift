import Foundation
import Testing

@testable import MAGFigures

@Suite("Layout of the paper's figures") struct LayoutTests {
  static let measurer = CairoTextMeasurer()

  struct Case: Sendable, CustomTestStringConvertible {
    var index: Int
    var width: FigureWidth
    var testDescription: String { "figure \(index), \(width)" }
  }

  static let cases = SampleFigures.all.indices.flatMap { index in
    // The last figure, four images beside each other, is too wide for a column.
    (index == SampleFigures.all.count - 1 ? [] : [Case(index: index, width: .column)])
      + [.inches(5.5), .page].map { Case(index: index, width: $0) }
  }

  func layout(_ figure: any PaperFigure, _ width: FigureWidth) throws -> FigureLayout {
    try FigureLayout(figure.figure(theme: .paper), width: width.points())
  }

  @Test("all text lies on the page and none overlaps another", arguments: cases)
  func texts_everyFigure_areApart(_ example: Case) throws {
    let layout = try layout(SampleFigures.all[example.index], example.width)
    let page = Rect(x: 0, y: 0, width: layout.size.width, height: layout.size.height)
    let texts = layout.recorded().texts
    let boxes = texts.map { $0.box(Self.measurer) }
    #expect(texts.count > 5)
    for (index, box) in boxes.enumerated() {
      #expect(page.contains(box), "\"\(texts[index].text)\" leaves the page: \(box)")
      for other in 0..<index {
        #expect(
          box.overlap(with: boxes[other]) == 0,
          "\"\(texts[index].text)\" and \"\(texts[other].text)\" overlap")
      }
    }
  }

  @Test("no type is smaller than 7 points, no rule thinner than a hairline", arguments: cases)
  func sizes_everyFigure_arePrintable(_ example: Case) throws {
    for call in try layout(SampleFigures.all[example.index], example.width).recorded().calls {
      switch call {
      case .text(let text): #expect(text.style.size >= 7)
      case .stroke(_, let stroke): #expect(stroke.width >= Theme.paper.hairline)
      default: break
      }
    }
  }

  @Test("images lie on the page and keep their shape", arguments: cases)
  func images_everyFigure_areSquare(_ example: Case) throws {
    let layout = try layout(SampleFigures.all[example.index], example.width)
    let page = Rect(x: 0, y: 0, width: layout.size.width, height: layout.size.height)
    for case .image(_, let frame) in layout.recorded().calls {
      #expect(page.contains(frame))
      #expect(abs(frame.width - frame.height) < 1e-9)
    }
  }

  @Test("the page is as wide as asked and a whole number of points high", arguments: cases)
  func size_everyFigure_isAsAsked(_ example: Case) throws {
    let layout = try layout(SampleFigures.all[example.index], example.width)
    #expect(layout.size.width == example.width.inches * 72)
    #expect(layout.size.height == layout.size.height.rounded())
    #expect(layout.size.height < 700)
  }

  @Test("the notice is inside the picture, at its top")
  func notice_given_isDrawnFirst() throws {
    for figure in SampleFigures.all {
      let texts = try layout(figure, .page).recorded().texts
      #expect(texts.contains { $0.text == SampleFigures.notice } == (figure.notice != nil))
      if figure.notice != nil { #expect(texts.first?.text == SampleFigures.notice) }
    }
  }

  @Test("too narrow says how wide it must be, and that is enough")
  func width_tooSmall_namesEnough() throws {
    for figure in [SampleFigures.figure2(pairs: 6), SampleFigures.figure2()] as [Figure2] {
      let refused = failure { _ = try layout(figure, .inches(1.5)) }
      guard case .tooNarrow(_, _, let needed) = refused else {
        Issue.record("expected a refusal, found \(String(describing: refused))")
        continue
      }
      #expect(needed > 1.5)
      _ = try layout(figure, .inches(needed))
    }
    let refused = failure { _ = try layout(SampleFigures.figure4(), .inches(1)) }
    guard case .tooNarrow(_, _, let needed) = refused else {
      Issue.record("expected a refusal, found \(String(describing: refused))")
      return
    }
    _ = try layout(SampleFigures.figure4(), .inches(needed))
  }

  @Test("labels that find no room are told of in a note")
  func labels_noRoom_areTold() throws {
    var figure = SampleFigures.figure2(pairs: 1)
    figure.models = [
      Figure2.Model(
        name: "baseline", walks: [SampleFigures.walk(0, count: 80, in: 0.1...0.9, seed: 4)])
    ]
    let texts = try layout(figure, .column).recorded().texts.map(\.text)
    let angles = texts.count { $0.hasSuffix("°") }
    let told = texts.first { $0.contains("labels found no room") }
    #expect(angles < 80)
    #expect(told?.hasPrefix("\(80 - angles) labels") == true)
  }

  @Test("ragged rows and empty grids are refused")
  func grids_ragged_areRefused() throws {
    let axis = Axis(title: "", scale: .linear(from: 0, to: 1))
    let height = PlotGrid.Height(aspect: 1, smallest: 50, largest: 50)
    func refused(_ body: Figure.Body) -> FigureFailure? {
      let metadata = FigureMetadata(title: "", altText: "")
      let figure = Figure(name: "It", metadata: metadata, theme: .paper, body: body)
      return failure { _ = try FigureLayout(figure, width: 234, measurer: PlainMeasurer()) }
    }
    let cell = PlotGrid.Cell(marks: [])
    let empty = PlotGrid(x: axis, y: axis, cells: [], height: height)
    #expect(
      refused(.plots(empty)) == .nothingToDraw(figure: "It", what: "there are no plots"))
    let ragged = PlotGrid(x: axis, y: axis, cells: [[cell, cell], [cell]], height: height)
    #expect(refused(.plots(ragged))?.kind == .badData)
    var headers = PlotGrid(x: axis, y: axis, cells: [[cell, cell]], height: height)
    headers.columnHeaders = [PlotGrid.ColumnHeader(wordings: ["one"])]
    #expect(refused(.plots(headers))?.description.contains("headers should be 2") == true)
    let row = ImageGrid.Row(title: PlotGrid.RowTitle("r", color: black), cells: [])
    #expect(refused(.images(ImageGrid(columnTitles: ["a"], rows: [row])))?.kind == .badData)
    #expect(refused(.images(ImageGrid(columnTitles: [], rows: [])))?.kind == .badData)
  }
}
