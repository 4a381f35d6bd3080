import MAGAttack
import MAGGeometry
import MAGNumerics

/// Walks the lines of one network, a chunk at a time: memory does not grow with their number.
///
/// The cut into chunks depends on the method and the number of lines alone. Products round
/// differently in blocks of other sizes, so only whole chunks are repeated bit for bit.
struct AtlasWalk {
  let model: AtlasModel
  let settings: AtlasSettings
  let pairs: AtlasPairs
  private let finder: PathFinder
  private let certified: [Int]

  /// - Throws: `GeometryFailure`.
  init(_ model: AtlasModel, _ settings: AtlasSettings, _ pairs: AtlasPairs) throws {
    self.model = model
    self.settings = settings
    self.pairs = pairs
    finder = try PathFinder(
      model.exactNetwork, basis: model.images.manifold.basis, settings: settings.crossings)
    certified = AtlasPairs.evenlySpaced(settings.certificateLines, of: settings.pairs)
  }

  /// How lines are found.
  var method: PathMethod { finder.method }

  /// Lines a chunk: 16 blocks of the walk of chains and two batches of the attack; for the walk of
  /// graphs, and where a line takes a thousand forward passes, few enough to be done in some
  /// seconds.
  var chunkSize: Int { finder.isGraph ? 128 : method == .exact ? 1024 : 16 }

  /// The records of some lines of a family.
  ///
  /// - Parameter stage: told which of attack and walk begins.
  /// - Throws: `MeasureFailure.logitsNotFinite` with the images of the line.
  func records(
    _ family: AtlasFamily, _ range: Range<Int>, stage: (AtlasStage) throws -> Void
  ) throws -> [AtlasRecord] {
    let pairs = pairs[family][range]
    let targets: Matrix<Double>
    if family == .adversarial {
      try stage(.attack)
      targets = try adversarials(range)
      try stage(.walk)
    } else {
      try stage(.walk)
      targets = try model.images.exact(at: pairs.map(\.to))
    }
    let starts = try model.images.exact(at: pairs.map(\.from))
    let checked = certified.filter { range.contains($0) }.map { $0 - range.lowerBound }
    func ends(_ line: Int) -> [Int] {
      let pair = pairs[pairs.startIndex + line]
      return pair.from == pair.to ? [pair.from] : [pair.from, pair.to]
    }
    let paths = try MeasureFailure.naming(ends) {
      try finder.paths(starts, targets, 0..<range.count, certified: Set(checked))
    }
    let labels = model.images.set.labels
    return zip(pairs, paths).enumerated().map { offset, line in
      let (pair, path) = line
      return AtlasRecord(
        checkpoint: model.name, family: family, number: range.lowerBound + offset,
        result: PairResult(
          from: PairResult.EndPoint(index: pair.from, label: labels[pair.from]),
          to: PairResult.EndPoint(index: pair.to, label: labels[pair.to]), path: path))
    }
  }

  /// The adversarial images of some lines, [lines, d], as the walk takes them.
  ///
  /// Of several restarts the first whose final iterate is not classified by the label counts; where
  /// none is, the last.
  private func adversarials(_ range: Range<Int>) throws -> Matrix<Double> {
    let lines = pairs[.adversarial]
    var storage: [Double] = []
    var first = range.lowerBound
    while first < range.upperBound {
      let pass = pairs.pass(ofLine: first)
      let last = (first..<range.upperBound).first { pairs.pass(ofLine: $0) > pass }
      let part = first..<(last ?? range.upperBound)
      storage += try attacked(lines[part].map(\.from), inPass: pass)
      first = part.upperBound
    }
    return Matrix(rows: range.count, columns: model.network.inputDimension, storage: storage)
  }

  private func attacked(_ indices: [Int], inPass pass: Int) throws -> [Double] {
    let attack = settings.attack(inPass: pass, box: model.box)
    let labels = indices.map { model.images.set.labels[$0] }
    let width = model.network.inputDimension
    var result = [Double](repeating: 0, count: indices.count * width)
    var open = Array(indices.indices)
    for restart in 0..<settings.restarts where !open.isEmpty {
      let found = try attack.adversarials(
        of: model.network, on: model.images.subjects(at: open.map { indices[$0] }),
        restart: pass * settings.restarts + restart)
      for (row, line) in open.enumerated() {
        result.replaceSubrange(
          line * width..<(line + 1) * width, with: found.row(row).map { Double($0) })
      }
      guard restart + 1 < settings.restarts else { break }
      let predictions = model.network.predictions(found)
      open = zip(open, predictions).filter { labels[$0] == $1 }.map(\.0)
    }
    return result
  }
}
