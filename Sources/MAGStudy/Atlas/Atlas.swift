import MAGGeometry
import MAGNumerics

/// Exact crossing angles over many segments, by network and family.
public enum Atlas {
  /// Lines a network and family whose crossings are kept whole.
  public static let drawnLines = 1000

  /// What was found of one network and family.
  public struct Entry: Sendable, Equatable {
    public var summary: AtlasSummary
    /// The crossings of up to `drawnLines` evenly spaced lines, in order: enough to draw.
    public var crossings: [Crossing]
  }

  /// Walks all lines and summarises them: for each model its families, both in the order given.
  ///
  /// - Attacks run in single precision, everything else in double, from the bytes of the images.
  /// - Reproducibility: the same bits for any number of threads; with a lines file, the same bytes
  ///   whether or not, and wherever, the run was interrupted.
  /// - Parameters:
  ///   - models: the networks with what they are called.
  ///   - settings: families, pairs, attack and seed.
  ///   - lines: takes every record, and gives back those that an earlier run wrote.
  ///   - observer: an error it throws ends the run, which the lines file can continue.
  /// - Throws: `AtlasFailure`, `MeasureFailure`, `AttackFailure` before any work; `FileFailure` and
  ///   `AtlasFailure.network`, for logits that are not finite, in the course of it.
  /// - Memory: one network's walk (see `ExactPath`), one chunk of 1024 lines (about 40 MB for 784
  ///   pixels), and about 100 bytes a line for the summaries of one family at a time.
  public static func measure(
    _ models: [AtlasModel], settings: AtlasSettings, lines: AtlasLinesFile? = nil,
    observer: AtlasObserver? = nil
  ) throws -> [[Entry]] {
    try settings.validate()
    for (number, model) in models.enumerated() {
      try naming(number) { try model.check(settings) }
    }
    guard let labels = models.first?.images.set.labels else { return [] }
    let pairs = try AtlasPairs(settings, labels: labels)
    let results = try models.enumerated().map { number, model in
      precondition(model.images.set.labels == labels, "all models see the same images")
      return try naming(number) {
        let walk = try AtlasWalk(model, settings, pairs)
        return try settings.families.map { try measure($0, walk, lines, observer) }
      }
    }
    try lines?.finish()
    return results
  }

  /// Says of which network failures are that lie in one.
  private static func naming<Result>(_ number: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as GeometryFailure {
      throw AtlasFailure.network(number: number, reason: "\(failure)", kind: failure.kind)
    } catch let failure as MeasureFailure where failure.isOfNetwork {
      throw AtlasFailure.network(number: number, reason: "\(failure)", kind: failure.kind)
    }
  }

  private static func measure(
    _ family: AtlasFamily, _ walk: AtlasWalk, _ lines: AtlasLinesFile?,
    _ observer: AtlasObserver?
  ) throws -> Entry {
    let total = walk.settings.pairs
    let kept = Set(AtlasPairs.evenlySpaced(drawnLines, of: total))
    var drawn: [Crossing] = []
    var tally = AtlasTally(classCount: walk.model.network.classCount)
    func report(_ stage: AtlasStage) throws {
      try observer?(
        AtlasProgress(
          checkpoint: walk.model.name, family: family, stage: stage, done: tally.lines,
          total: total))
    }
    for first in stride(from: 0, to: total, by: walk.chunkSize) {
      let range = first..<min(first + walk.chunkSize, total)
      let records = try records(family, range, walk, lines, report)
      for record in records {
        tally.add(record)
        if kept.contains(record.number) { drawn += record.result.crossings }
      }
    }
    try report(.summary)
    return Entry(
      summary: AtlasSummary(tally, family: family, seed: walk.settings.seed), crossings: drawn)
  }

  /// The records of a chunk: those that the lines file holds, else new ones, which go into it.
  private static func records(
    _ family: AtlasFamily, _ range: Range<Int>, _ walk: AtlasWalk, _ lines: AtlasLinesFile?,
    _ report: (AtlasStage) throws -> Void
  ) throws -> [AtlasRecord] {
    guard let lines else { return try walk.records(family, range, stage: report) }
    try report(.reading)
    let chunk = AtlasChunk(
      checkpoint: walk.model.name, family: family, pairs: walk.pairs[family],
      labels: walk.model.images.set.labels, range: range,
      check: AtlasRecordCheck(classCount: walk.model.network.classCount, method: walk.method))
    if let records = try lines.takeOver(chunk) { return records }
    let records = try walk.records(family, range, stage: report)
    try report(.writing)
    try lines.append(records)
    return records
  }
}
