import Foundation
import Testing

@testable import MAGFigures

@Suite("Figure of an atlas") struct AtlasFigureTests {
  /// Families like those of a real run: angles spread around a centre.
  private func sample(_ family: String, center: Double, sampled: Bool = false)
    -> AtlasFigure.Sample
  {
    let angles = (0...200).map { center * (0.4 + 1.2 * Double($0) / 200) }
    var bins = [Int](repeating: 0, count: 180)
    for angle in angles { bins[min(179, Int(angle / 0.5))] += 1 }
    return AtlasFigure.Sample(
      family: family, lines: 300, count: 201, ecdf: angles, histogram: bins, median: center,
      medianInterval: [center - 1, center + 1],
      kinks: sampled ? nil : Quantiles(p5: 500, p25: 800, p50: 1000, p75: 1100, p95: 1400))
  }

  private func model(_ row: Int) -> AtlasFigure.Model {
    let families = ["other-class", "adversarial", "same-class"]
    let samples = families.enumerated().map { column, family in
      sample(family, center: Double(12 + 6 * row + 4 * column))
    }
    var medians = [[Double?]](repeating: [Double?](repeating: nil, count: 10), count: 10)
    for from in 0..<10 {
      for to in 0..<10 where from != to { medians[from][to] = Double(10 + from + to + row) }
    }
    let name = SampleFigures.names[row % 4] + (row < 4 ? "" : " \(row)")
    return AtlasFigure.Model(name: name, samples: samples, classMedians: medians)
  }

  private func figure(models: Int = 4) -> AtlasFigure {
    AtlasFigure(binWidth: 0.5, matrixFamily: "other-class", models: (0..<models).map(model))
  }

  @Test("the data come back from JSON, schema first")
  func json_roundTrip_isEqual() throws {
    let figure = figure()
    let data = try figure.json()
    #expect(
      String(decoding: data, as: UTF8.self).hasPrefix("{\n  \"schema\": \"mag.atlas-figure/1\""))
    #expect(try AtlasFigure.read(data, from: "x") == figure)
    #expect(figure.families == ["other-class", "adversarial", "same-class"])
  }

  @Test("the table has a row for every number that is drawn")
  func table_rows_areCounted() throws {
    var figure = figure(models: 1)
    figure.models[0].samples = [sample("other-class", center: 10, sampled: true)]
    figure.models[0].classMedians = [[nil, 7], [8, nil]]
    let rows = String(decoding: figure.table.data, as: UTF8.self).split(separator: "\n")
    #expect(rows[0] == "model,family,quantity,key,other,value,method")
    let bins = figure.models[0].samples[0].histogram.count { $0 > 0 }
    #expect(rows.count == 1 + 201 + bins + 1 + 2 + 4)
    #expect(rows[1] == "baseline,other-class,ecdf,0.0,,4.0,")
    #expect(rows.contains("baseline,other-class,median,,,10.0,"))
    #expect(rows.contains("baseline,other-class,median_interval,0.975,,11.0,"))
    #expect(rows.contains("baseline,other-class,class_median,0,1,7.0,"))
    #expect(rows.contains("baseline,other-class,class_median,0,0,,"))
    #expect(figure.altText.contains("baseline other-class 10.0°"))
  }

  @Test(
    "it can be laid out at both print widths, with one, four and six models",
    arguments: [1, 4, 6], [FigureWidth.column, .page])
  func layout_widths_areInside(_ models: Int, _ width: FigureWidth) throws {
    let points = try width.points()
    let layout = try FigureLayout(figure(models: models).figure(theme: .paper), width: points)
    let canvas = layout.recorded()
    #expect(layout.size.width == points && layout.size.height < 11 * 72)
    let page = Rect(x: 0, y: 0, width: layout.size.width, height: layout.size.height)
    for call in canvas.calls {
      guard case .text(let text) = call else { continue }
      #expect(page.contains(text.box(CairoTextMeasurer()), slack: 0.5), "\(text.text)")
    }
  }

  @Test("one family alone, without kinks or classes, is drawn too")
  func figure_oneFamily_isDrawn() throws {
    var figure = figure(models: 2)
    for row in 0..<2 {
      figure.models[row].samples = [sample("adversarial", center: 30, sampled: true)]
      figure.models[row].classMedians = []
    }
    #expect(try FigureLayout(figure.figure(theme: .paper), width: 234).size.height > 0)
  }

  @Test("nothing to draw, numbers that are not finite, and wrong shapes are refused by name")
  func figure_bad_isRefused() {
    func refusal(_ change: (inout AtlasFigure) -> Void) -> String? {
      var figure = figure(models: 1)
      change(&figure)
      return failure { _ = try figure.figure(theme: .paper) }?.description
    }
    #expect(refusal { _ in } == nil)
    #expect(
      refusal { figure in
        for index in 0..<3 { figure.models[0].samples[index].ecdf = [] }
      }?.contains("no line crosses") == true)
    #expect(refusal { $0.models[0].samples[1].median = .nan }?.contains("baseline") == true)
    #expect(refusal { $0.models[0].classMedians[0][1] = .infinity }?.contains("baseline") == true)
    #expect(refusal { $0.models[0].samples[0].ecdf = [3, 2] }?.contains("other-class") == true)
    #expect(
      refusal { $0.models[0].samples[0].medianInterval = [3, 2] }?.contains("interval") == true)
    #expect(refusal { $0.models[0].classMedians[0] = [1] }?.contains("square") == true)
  }
}
