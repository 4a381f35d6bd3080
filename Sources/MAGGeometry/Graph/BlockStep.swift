import MAGNumerics

/// An affine layer on broken lines, block by block: dense layers, convolutions, average pooling.
///
/// A block is a bundle of outputs and the few inputs that they see. Values and slopes at the
/// interval's start come from the layer itself; from there on the slopes of the outputs change only
/// where an input bends, by that input's column of the weights times the change of its slope. So a
/// bend costs what it reaches, not a pass through the whole layer.
/// - Rounding adds up over the bends of an interval, as in `ExactPath` over a stretch: below 1e-12
///   relative for some ten thousand bends.
struct BlockStep: GraphStep {
  /// One bundle a block.
  let output: UnitLayout
  let blocks: [Block]
  /// The weights of blocks, shared: [inputs, outputs] each, so that an input's column is a run.
  let weights: [[Double]]
  /// The layer on single rows: values and slopes at the start.
  let layer: LayerMap

  struct Block: Sendable {
    let sources: [Source]
    let weight: Weight
  }

  enum Weight: Sendable {
    /// The number of a matrix in `weights`; entries name its rows.
    case shared(Int)
    /// The same factor for every entry, which names the column of its one output.
    case factor(Double)
  }

  /// An input bundle and the units of it that the block sees.
  struct Source: Sendable {
    let bundle: Int
    var entries: [Entry]
  }

  struct Entry: Sendable {
    let column: Int32
    /// In the weights, or of the output.
    let target: Int32
  }

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    let before = input.start
    let values = layer.values(row(before.values)).storage
    let slopes = layer.slopes(row(before.slopes)).storage
    var bundles: [LineBundle] = []
    bundles.reserveCapacity(blocks.count)
    for (block, units) in zip(blocks, output.bundles) {
      let sources = block.sources.filter { input.bundles[$0.bundle].times.count > 2 }
      let times =
        [ledger.start] + union(of: sources.map { input.bundles[$0.bundle].bends })
        + [ledger.end]
      try ledger.hold(rows: times.count, width: units.count)
      var changes = [Double](repeating: 0, count: (times.count - 1) * units.count)
      changes.withUnsafeMutableBufferPointer { changes in
        for source in sources {
          add(
            source, input.bundles[source.bundle], block.weight, times, width: units.count,
            to: changes)
        }
      }
      let bundle = Self.bundle(
        times, changes, values: units.map { values[$0] }, slopes: units.map { slopes[$0] })
      // A sum of numbers is finite only if all are (or it overflows, which is no better).
      guard bundle.values.reduce(0, +).isFinite, bundle.slopes.reduce(0, +).isFinite else {
        throw .overflow
      }
      bundles.append(bundle)
    }
    return BrokenLines(layout: output, bundles: bundles)
  }

  private func row(_ values: [Double]) -> Matrix<Double> {
    Matrix(rows: 1, columns: values.count, storage: values)
  }

  /// Adds what the bends of one input bundle change in the outputs' slopes.
  private func add(
    _ source: Source, _ bundle: LineBundle, _ weight: Weight, _ times: [Double], width: Int,
    to changes: UnsafeMutableBufferPointer<Double>
  ) {
    bundle.slopes.withUnsafeBufferPointer { slopes in
      var row = 0
      for piece in 1..<bundle.times.count - 1 {
        while times[row] < bundle.times[piece] { row += 1 }
        let now = piece * bundle.width
        let target = row * width
        switch weight {
        case .shared(let number):
          weights[number].withUnsafeBufferPointer { weights in
            for entry in source.entries {
              let column = now + Int(entry.column)
              let change = slopes[column] - slopes[column - bundle.width]
              guard change != 0 else { continue }
              let run = Int(entry.target) * width
              for output in 0..<width { changes[target + output] += change * weights[run + output] }
            }
          }
        case .factor(let factor):
          for entry in source.entries {
            let column = now + Int(entry.column)
            changes[target + Int(entry.target)] +=
              factor * (slopes[column] - slopes[column - bundle.width])
          }
        }
      }
    }
  }

  /// Sums changes of slopes up to slopes, and those to values.
  private static func bundle(
    _ times: [Double], _ changes: [Double], values first: [Double], slopes start: [Double]
  ) -> LineBundle {
    let width = first.count
    var slopes = changes
    var values = [Double](repeating: 0, count: times.count * width)
    slopes.withUnsafeMutableBufferPointer { slopes in
      values.withUnsafeMutableBufferPointer { values in
        for column in 0..<width {
          values[column] = first[column]
          slopes[column] = start[column]
        }
        for row in 1..<times.count {
          let (now, last) = (row * width, (row - 1) * width)
          let step = times[row] - times[row - 1]
          for column in 0..<width {
            values[now + column] = values[last + column] + step * slopes[last + column]
          }
          guard row + 1 < times.count else { break }
          for column in 0..<width { slopes[now + column] += slopes[last + column] }
        }
      }
    }
    return LineBundle(width: width, times: times, values: values, slopes: slopes)
  }
}
