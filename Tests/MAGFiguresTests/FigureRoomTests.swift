import Foundation
import Testing

@testable import MAGFigures

@Suite("Figures in every width and size of type") struct FigureRoomTests {
  static let styles: [(width: String, size: Double)] = [
    ("column", 7), ("column", 7.5), ("column", 9), ("neurips", 9), ("page", 7.5), ("page", 12),
    ("1.5", 7.5), ("column", 24),
  ]

  /// The places of a figure, or nil where it needs more width, which is then said.
  func layout(_ figure: some PaperFigure, _ style: FigureStyle) throws -> FigureLayout? {
    do {
      return try figure.layout(style)
    } catch FigureFailure.tooNarrow(_, let inches, let needed) {
      #expect(needed > inches && inches == style.width.inches)
      return nil
    }
  }

  @Test("no word is cut off by an edge", arguments: CommittedFigures.all.indices, styles.indices)
  func texts_everyFigure_stayOnPage(_ index: Int, _ number: Int) throws {
    let (width, size) = Self.styles[number]
    let style = FigureStyle(width: try FigureWidth(width), fontSize: size)
    let entry = CommittedFigures.all[index]
    guard let layout = try layout(entry.figure, style) else {
      // At the usual size and in the widths of venues every figure can be drawn.
      #expect(width == "1.5" || size > 7.5, "\(entry.name) at \(width), \(size)")
      return
    }
    let measurer = CairoTextMeasurer()
    for text in layout.recorded().texts {
      let box = text.box(measurer)
      #expect(
        box.x >= -0.5 && box.y >= -0.5 && box.maxX <= layout.size.width + 0.5
          && box.maxY <= layout.size.height + 0.5, "\(entry.name): \(text.text)")
    }
  }

  @Test("the smallest type is 7 points unless smaller type is asked for")
  func type_standard_isAtLeastSeven() throws {
    for entry in CommittedFigures.all {
      let layout = try entry.figure.layout(FigureStyle(width: .column))
      for text in layout.recorded().texts { #expect(text.style.size >= 7, "\(text.text)") }
    }
  }

  @Test("models beside each other stand below each other where there is no room")
  func film_narrow_isStacked() throws {
    let entry = try #require(CommittedFigures.all.first { $0.name == "geometry/film" })
    var film = try #require(entry.figure as? FilmFigure)
    film.arrangement = .columns
    let wide = try film.layout(FigureStyle(width: .page))
    let narrow = try film.layout(FigureStyle(width: .inches(2)))
    var stacked = film
    stacked.arrangement = .stacked
    #expect(film.stacked == stacked && stacked.stacked == nil)
    #expect(try narrow.digest == stacked.layout(FigureStyle(width: .inches(2))).digest)
    #expect(narrow.size.height > 2 * wide.size.height)
  }

  @Test("more than 100 inches of height are refused with what to do")
  func height_many_isRefused() throws {
    var figure = SampleFigures.figure2(pairs: 1)
    let model = figure.models[0]
    figure.models = (0..<120).map {
      Figure2.Model(name: "m\($0)", walks: model.walks, method: nil)
    }
    #expect {
      try figure.layout(FigureStyle())
    } throws: {
      ($0 as? FigureFailure)?.kind == .usage && "\($0)".contains("show fewer models")
    }
  }

  @Test("a png with too many pixels is refused; what has no pixels is drawn")
  func pixels_tooMany_areRefused() throws {
    let layout = try SampleFigures.figure3().layout(FigureStyle(width: .inches(24)))
    #expect(throws: FigureFailure.tooManyPixels(57_600, dotsPerInch: 2400)) {
      try FigureWriter.render(layout, as: .doublePNG, dpi: 1200)
    }
    #expect(try FigureWriter.render(layout, as: .svg, dpi: 1200).count > 1000)
  }

  @Test("labels on maps lie on light boxes in both themes")
  func slice_dark_labelsAreReadable() throws {
    let entry = try #require(CommittedFigures.all.first { $0.name == "geometry/slice-images" })
    let calls = try entry.figure.layout(FigureStyle(theme: .dark)).recorded().calls
    var ground: Color?
    var labels = 0
    for call in calls {
      switch call {
      case .fill(_, let color): ground = color
      case .text(let text) where text.text == "1 (2)":
        labels += 1
        #expect(text.style.color.contrast(with: ground ?? text.style.color) > 7)
      default: break
      }
    }
    #expect(labels == 4)
  }
}
