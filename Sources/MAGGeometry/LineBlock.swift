import MAGNumerics

/// Logits that overflowed on one line of a block.
struct OverflowOnLine: Error {
  let line: Int
}

/// Some lines walked together on one thread: shared products, then each line's envelope.
struct LineBlock {
  let exact: ExactPath
  let options: ExactPath.Options
  /// The number of the block's first line among all.
  let first: Int
  let starts: Matrix<Double>
  let directions: Matrix<Double>

  init(
    _ exact: ExactPath, _ options: ExactPath.Options, first: Int = 0, starts: Matrix<Double>,
    ends: Matrix<Double>
  ) {
    self.exact = exact
    self.options = options
    self.first = first
    self.starts = starts
    directions = Matrix(
      rows: starts.rows, columns: starts.columns,
      storage: zip(ends.storage, starts.storage).map { $0 - $1 })
  }

  func paths() -> Result<[LinePath], OverflowOnLine> {
    let stretches = walked()
    for stretch in stretches where !stretch.outputs.storage.allSatisfy(\.isFinite) {
      return .failure(OverflowOnLine(line: stretch.line))
    }
    var ofLine = [[Int]](repeating: [], count: starts.rows)
    for (index, stretch) in stretches.enumerated() { ofLine[stretch.line].append(index) }
    var paths: [LinePath] = []
    var requests: [BoundaryNormals.Request] = []
    for line in 0..<starts.rows {
      paths.append(path(line, ofLine[line], stretches, &requests))
    }
    describe(&paths, requests, stretches)
    if let stride = options.certificateStride {
      let network = exact.network
      let inspector = LineInspector(
        classCount: network.classCount, starts: starts, directions: directions,
        stride: max(1, stride)
      ) { network.logits($0, parallel: false) }
      let lines = paths.indices.filter { options.certificateLines?.contains(first + $0) ?? true }
      inspector.certify(&paths, lines: lines, ends: ends(of: lines, stretches))
    }
    return .success(paths)
  }

  /// All stretches of the block, in the order of lines, with logits at every kink.
  func walked() -> [Stretch] {
    let network = exact.network
    let first = FirstStage(network, starts: starts, directions: directions)
    let activation = network.stages[0].activation
    let deeper = DeeperStages(network: network)
    guard network.depth > 1 else { return singleStage(first) }
    // Deep networks start afresh more often, because every kink there takes a wide row.
    let bounded = max(64, options.refreshInterval / max(1, network.depth - 2))
    var stretches = (0..<starts.rows).flatMap {
      first.stretches(
        ofLine: $0, activation, limit: min(bounded, options.refreshInterval),
        classes: network.classCount)
    }
    let capacity = stretches.map { $0.kinks[0].count }.max() ?? 0
    let second = SecondStage(network: network, walk: PanelWalk(capacity: capacity))
    // Deep networks hold wide rows for every kink: one stretch at a time.
    let together = network.depth > 3 ? 1 : stretches.count
    for group in stride(from: 0, to: stretches.count, by: together) {
      let range = group..<min(group + together, stretches.count)
      var part = Array(stretches[range])
      let rows = second.run(&part, starts: first.starts(of: part, activation))
      for index in part.indices { deeper.finish(&part[index], rows[index]) }
      stretches.replaceSubrange(range, with: part)
    }
    return stretches
  }

  /// The stretches of a network of one stage: straight from end to end before its activation.
  private func singleStage(_ first: FirstStage) -> [Stretch] {
    let deeper = DeeperStages(network: exact.network)
    return (0..<starts.rows).map { line in
      var stretch = Stretch(line: line, start: 0, end: 1, classes: exact.network.classCount)
      stretch.times = [0, 1]
      let intercept = first.intercept.row(line)
      let ends = Array(intercept) + zip(intercept, first.slope.row(line)).map { $0 + $1 }
      deeper.finish(&stretch, Matrix(rows: 2, columns: intercept.count, storage: ends))
      return stretch
    }
  }

  /// One line's classes and kinks; the normals it needs are appended to `requests`, for each
  /// crossing the one just before it and, near a kink, those on both sides of the kink.
  private func path(
    _ line: Int, _ own: [Int], _ stretches: [Stretch],
    _ requests: inout [BoundaryNormals.Request]
  ) -> LinePath {
    var envelope = ClassEnvelope(mergeTolerance: options.mergeTolerance)
    var kinks: [Double] = []
    var drift = 0.0
    for (place, index) in own.enumerated() {
      let stretch = stretches[index]
      stretch.outputs.withReadView { envelope.append(stretch.times, $0, stretch: index) }
      // A kink on the seam itself can fall between the rounding of its two sides.
      if place > 0, stretch.start - (kinks.last ?? 0) > options.mergeTolerance,
        stretches[own[place - 1]].endRegions != stretch.startRegions
      {
        kinks.append(stretch.start)
      }
      for time in stretch.times.dropFirst().dropLast()
      where time > 0 && time < 1 && time != kinks.last { kinks.append(time) }
      if place > 0 { drift = max(drift, Self.seam(stretches[own[place - 1]], stretch)) }
    }
    var path = LinePath(
      envelope.sequence, kinks: kinks, direction: directions.row(line), options: options)
    path.seamDrift = drift
    let tolerance = options.kinkTolerance
    for (change, crossing) in zip(envelope.sequence.changes, path.crossings) {
      requests.append(request(change, change.time, inclusive: false))
      guard crossing.anglesOneSided != nil else { continue }
      requests.append(request(change, change.time - tolerance, inclusive: false))
      requests.append(request(change, change.time + tolerance, inclusive: true))
    }
    return path
  }

  private func request(
    _ change: ClassChange, _ time: Double, inclusive: Bool
  ) -> BoundaryNormals.Request {
    BoundaryNormals.Request(
      stretch: change.stretch, time: time, inclusive: inclusive, from: change.from, to: change.to)
  }

  /// Computes all normals of the block and writes angles and parts into the crossings.
  private func describe(
    _ paths: inout [LinePath], _ requests: [BoundaryNormals.Request], _ stretches: [Stretch]
  ) {
    guard !requests.isEmpty else { return }
    let normals = BoundaryNormals(network: exact.network).normals(requests, stretches)
    let normalParts = exact.frame.scaledParts(of: normals)
    let directionParts = exact.frame.scaledParts(of: directions)
    var next = 0
    for line in paths.indices {
      exact.frame.describe(
        &paths[line].crossings, normals: normalParts, &next, directions: directionParts, line)
    }
  }

  /// The walked logits of some lines at the ends of all pieces, in their order.
  private func ends(of lines: [Int], _ stretches: [Stretch]) -> [LineInspector.Ends] {
    var ends = [LineInspector.Ends](repeating: LineInspector.Ends(), count: starts.rows)
    let isAsked = Set(lines)
    for stretch in stretches where isAsked.contains(stretch.line) {
      ends[stretch.line].times += stretch.times
      ends[stretch.line].logits += stretch.outputs.storage
    }
    return lines.map { ends[$0] }
  }

  /// How far the walked logits at a stretch's end are from the fresh ones of the next stretch.
  private static func seam(_ before: Stretch, _ after: Stretch) -> Double {
    guard before.outputs.rows > 0, after.outputs.rows > 0 else { return 0 }
    return zip(before.outputs.row(before.outputs.rows - 1), after.outputs.row(0))
      .map { abs($0 - $1) }.max() ?? 0
  }
}
