import Foundation
import MAG

/// `mag-benchmarks paths`: what exact paths cost against depth and width, beside PyTorch.
///
/// Networks are He-initialised from a seed, or checkpoints; lines join random images in the span of
/// a random basis, or test images of the embedded sample for checkpoints. Sides take turns in each
/// round, on the same network and lines. Writes `paths.json`, `paths.md` and the figure
/// `paths.png`, `.svg` and `.pdf`.
struct PathsBenchmark {
  /// Seconds before a turn, so that the threads of the side that just ran have gone to sleep.
  static let pause = 0.3
  /// Enough to fill the blocks in which lines share the packed weights.
  var lines = 256
  var rounds = 5
  var threads = 2
  var models: [String] = []
  var out = "Benchmarks"
  /// The interpreter of the peer; nil for none.
  var python: String?
  /// Lines of the peer: it needs far more time for each.
  var peerLines = 8
  /// Points a line of the peer.
  var peerSamples = 1000
  /// Shapes of at most so many weights, in millions, for a quick try.
  var largest = Double.infinity

  /// Reads `--lines 64` and the like.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Problem(text: "\(name) needs a value") }
      switch name {
      case "--lines": lines = try Self.count(value, name)
      case "--rounds": rounds = try Self.count(value, name)
      case "--threads": threads = try Self.count(value, name)
      case "--peer-lines": peerLines = try Self.count(value, name)
      case "--peer-samples": peerSamples = try Self.count(value, name)
      case "--largest": largest = Double(try Self.count(value, name))
      case "--model": models.append(value)
      case "--python": python = value
      case "--out": out = value
      default: throw Problem(text: "\(name) is not an option of mag-benchmarks paths")
      }
    }
  }

  private static func count(_ text: String, _ name: String) throws -> Int {
    guard let value = Int(text), value > 0 else {
      throw Problem(text: "\(name): expected a number from 1, found '\(text)'")
    }
    return value
  }

  struct Problem: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mag-paths-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let peer = try python.map { try PathsPeer(python: $0, threads: threads) }
    defer { peer?.close() }
    var results: [PathsResult] = []
    for (number, subject) in try subjects().enumerated() {
      let place = folder.appendingPathComponent("\(number)")
      let result = try measure(subject, peer, place)
      results.append(result)
      FileHandle.standardError.write(Data((result.line + "\n").utf8))
    }
    let memory = try [64, 1000].map { try PathsMemory.measured(lines: $0, threads: threads) }
    let report = PathsReport(
      lines: lines, rounds: rounds, threads: threads, peerLines: peerLines,
      peerSamples: peerSamples, torch: peer?.version, results: results, memory: memory)
    try AtomicFile.makeFolder(URL(fileURLWithPath: out))
    let base = URL(fileURLWithPath: out).appendingPathComponent("paths")
    try AtomicFile.write(try OrderedJSON.encode(report), to: base.appendingPathExtension("json"))
    try AtomicFile.write(Data(report.page.utf8), to: base.appendingPathExtension("md"))
    try report.writeFigure(base)
    print(report.page)
  }

  private func subjects() throws -> [PathsSubject] {
    let depths = [2, 4, 6, 9].map { depth in
      (PathsSubject.Family.depth, [784] + [Int](repeating: 500, count: depth - 1) + [10])
    }
    let widths = [100, 300, 1000, 1568, 3000].map {
      (PathsSubject.Family.width, [784, $0, $0, 10])
    }
    let shapes = (depths + widths).filter { _, sizes in
      Double(zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }) <= largest * 1e6
    }
    return try shapes.map { try PathsSubject($0, sizes: $1, lines: lines) }
      + models.map { try PathsSubject(checkpoint: $0, lines: lines) }
  }

  /// All sides in turn, `rounds` times; medians.
  private func measure(
    _ subject: PathsSubject, _ peer: PathsPeer?, _ place: URL
  ) throws -> PathsResult {
    let path = try ExactPath(PiecewiseNetwork(subject.network), basis: subject.basis)
    var found: [LinePath] = []
    func seconds(threads: Int) throws -> Double {
      Parallel.setThreadCount(threads)
      Thread.sleep(forTimeInterval: Self.pause)
      let start = Clock.seconds
      found = try path.paths(from: subject.starts, to: subject.ends)
      return (Clock.seconds - start) / Double(subject.starts.rows)
    }
    let count = min(peerLines, subject.starts.rows)
    try peer?.prepare(subject, lines: count, at: place)
    _ = try seconds(threads: threads)
    var (alone, together, theirs): ([Double], [Double], [PathsPeer.Answer]) = ([], [], [])
    for _ in 0..<rounds {
      alone.append(try seconds(threads: 1))
      together.append(try seconds(threads: threads))
      guard let peer else { continue }
      Thread.sleep(forTimeInterval: Self.pause)
      theirs.append(try peer.measure(place, samples: peerSamples))
    }
    let lines = Double(found.count)
    return PathsResult(
      name: subject.name, family: subject.family, sizes: subject.sizes,
      piecesPerLine: Double(found.reduce(0) { $0 + ($1.pieces ?? 0) }) / lines,
      crossingsPerLine: Double(found.reduce(0) { $0 + $1.crossings.count }) / lines,
      millisecondsOneThread: 1000 * PathsResult.median(alone),
      milliseconds: 1000 * PathsResult.median(together),
      peerMilliseconds: theirs.isEmpty ? nil : 1000 * PathsResult.median(theirs.map(\.seconds)),
      peerCrossings: theirs.last?.crossings,
      crossingsOfPeerLines: found.prefix(count).reduce(0) { $0 + $1.crossings.count })
  }
}
