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
      let inspector = LineInspector(
        network: exact.network, starts: starts, directions: directions, stride: max(1, stride))
      let lines = paths.indices.filter { options.certificateLines?.contains(first + $0) ?? true }
      let certificates = inspector.certificates(of: lines, paths, stretches)
      for (line, certificate) in zip(lines, certificates) {
        paths[line].certificate = certificate
      }
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
    let length = BoundaryFrame.length(directions.row(line))
    var path = LinePath(
      status: directions.row(line).allSatisfy { $0 == 0 } ? .identicalEnds : .walked,
      method: .exact, pieces: kinks.count + 1, startClass: envelope.sequence.startClass,
      endClass: envelope.sequence.endClass, length: length, crossings: [])
    path.seamDrift = drift
    if options.recordsKinks { path.kinkPositions = kinks }
    for change in envelope.sequence.changes {
      var crossing = Crossing(t: change.time, fromClass: change.from, toClass: change.to)
      crossing.kinkGap = Self.gap(from: change.time, to: kinks)
      requests.append(request(change, change.time, inclusive: false))
      if let gap = crossing.kinkGap, gap < options.kinkTolerance {
        let tolerance = options.kinkTolerance
        requests.append(request(change, change.time - tolerance, inclusive: false))
        requests.append(request(change, change.time + tolerance, inclusive: true))
        crossing.anglesOneSided = []
      }
      path.crossings.append(crossing)
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
      for index in paths[line].crossings.indices {
        var crossing = paths[line].crossings[index]
        exact.frame.describe(
          &crossing, normals: normalParts, next, directions: directionParts, line)
        next += 1
        if crossing.anglesOneSided != nil {
          crossing.anglesOneSided = (next..<next + 2).map {
            BoundaryFrame.angleDegrees(
              normalParts.whole.row($0), directionParts.whole.row(line))
          }
          next += 2
        }
        paths[line].crossings[index] = crossing
      }
    }
  }

  /// How far the walked logits at a stretch's end are from the fresh ones of the next stretch.
  private static func seam(_ before: Stretch, _ after: Stretch) -> Double {
    guard before.outputs.rows > 0, after.outputs.rows > 0 else { return 0 }
    return zip(before.outputs.row(before.outputs.rows - 1), after.outputs.row(0))
      .map { abs($0 - $1) }.max() ?? 0
  }

  /// The distance to the nearest of sorted positions, by bisection; nil if there are none.
  private static func gap(from time: Double, to positions: [Double]) -> Double? {
    var (low, high) = (0, positions.count)
    while low < high {
      let middle = (low + high) / 2
      if positions[middle] < time { low = middle + 1 } else { high = middle }
    }
    let near = positions[max(0, low - 1)..<min(positions.count, low + 1)]
    return near.map { abs($0 - time) }.min()
  }
}
