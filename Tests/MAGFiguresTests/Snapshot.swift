import Foundation
import Testing

@testable import MAGFigures

/// Draw calls as committed text, one line a call, places in tenths of a point.
///
/// A drawing that changes fails its test with the lines that differ. After a change on purpose, look
/// at the figure, then write all snapshots anew and review them with the change:
///
///     MAG_WRITE_SNAPSHOTS=1 scripts/test --filter Snapshot && git diff Tests/MAGFiguresTests/Snapshots
enum Snapshot {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots")

  static var isWriting: Bool {
    ProcessInfo.processInfo.environment["MAG_WRITE_SNAPSHOTS"] != nil
  }

  /// Compares lines with those of the file `name`.txt; a file that is missing is a failure.
  static func expect(
    _ lines: [String], as name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appendingPathComponent(name + ".txt")
    if isWriting {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      return
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
      Issue.record(
        "there is no snapshot \(name).txt; write it with MAG_WRITE_SNAPSHOTS=1",
        sourceLocation: sourceLocation)
      return
    }
    let expected = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    let difference = lines.difference(from: expected)
    let changes = difference.prefix(12).map { change in
      switch change {
      case .insert(let at, let line, _): "now \(at + 1): \(line)"
      case .remove(let at, let line, _): "was \(at + 1): \(line)"
      }
    }
    #expect(
      difference.isEmpty, "\(name): \(changes.joined(separator: "\n"))",
      sourceLocation: sourceLocation)
  }

  /// A figure as drawn on the paper's theme, in letters half an em wide.
  static func lines(
    _ figure: some PaperFigure, width: Double, theme: Theme = .paper
  ) throws -> [String] {
    let layout = try FigureLayout(
      figure.figure(theme: theme), width: width, measurer: PlainMeasurer())
    let text = DrawingText(decimals: 1)
    return ["page \(text.number(layout.size.width)) \(text.number(layout.size.height))"]
      + layout.recorded().lines(decimals: 1)
  }

  /// A mark as drawn between axes, with its texts and the labels it asks for.
  static func lines(_ mark: some Mark, in frame: PlotFrame) -> [String] {
    var canvas = RecordingCanvas()
    mark.draw(on: &canvas, in: frame)
    for text in mark.texts(in: frame, measurer: PlainMeasurer()) { canvas.draw(text) }
    let text = DrawingText(decimals: 1)
    let labels = mark.labels(in: frame).map { request in
      let place = "\(text.number(request.anchor.x)) \(text.number(request.anchor.y))"
      let others = request.others.isEmpty ? "" : " or \(request.others.count) others"
      return "label \(request.preferred) of \(place)\(others) \"\(request.text)\""
    }
    return canvas.lines(decimals: 1) + labels
  }
}
