import MAGNumerics
import Synchronization

extension Network {
  /// The logits [n, classes] of images [n, d].
  public func logits(_ images: Matrix<Element>) -> Matrix<Element> {
    Matrix(
      rows: images.rows, columns: classCount,
      storage: pieces(of: images) { Array($0.elements) }.flatMap(\.self))
  }

  /// The class of the largest logit of each image, the lowest index at ties.
  public func predictions(_ images: Matrix<Element>) -> [Int] {
    pieces(of: images) { logits in
      (0..<logits.rows).map { Element.largest(in: logits.row($0), except: -1) }
    }.flatMap(\.self)
  }

  /// Runs images through the network in pieces, each on one thread from the first layer to the last
  /// so that what a layer leaves is still in the caches when the next one takes it.
  ///
  /// Logits of many images can differ in the last places from those of few: see `PackedProduct`.
  /// The pieces depend on the network's widths and the number of images alone, so results do not
  /// depend on the number of threads.
  private func pieces<Result: Sendable>(
    of images: Matrix<Element>, _ body: @Sendable (MatrixView<Element>) -> Result
  ) -> [Result] {
    precondition(images.columns == inputDimension, "images have another dimension")
    let ranges = Self.pieceRanges(images.rows, width: layers.map(\.outputCount).max() ?? 1)
    let capacity = ranges.map(\.count).max() ?? 0
    let idle = IdlePasses<Element>()
    // A single piece leaves the threads to its layers.
    let packed =
      ranges.count > 1
      ? withParameters { zip(layers, $0).map { ($0 as? Dense)?.packed($1) } } : []
    return images.withReadView { images in
      @Sendable func result(_ range: Range<Int>) -> Result {
        let pass =
          idle.take()
          ?? ForwardPass(self, capacity: capacity, keepingOutputs: false, packed: packed)
        defer { idle.put(pass) }
        return withParameters { body(pass.logits(self, $0, images.rows(range))) }
      }
      if ranges.count == 1 { return [result(ranges[0])] }
      return Parallel.map(ranges.count) { index in Parallel.alone { result(ranges[index]) } }
    }
  }

  /// Rows handled at once: enough for full speed of products, and no more than the caches hold of
  /// the widest output. Several pieces come in multiples of four, to balance.
  static func pieceRanges(_ count: Int, width: Int) -> [Range<Int>] {
    let rows = min(max(pieceElements / width, 16), 256)
    let pieces = (count + rows - 1) / rows
    return Parallel.ranges(count, pieces: pieces > 1 ? (pieces + 3) / 4 * 4 : 1)
  }
  private static var pieceElements: Int { 1 << 18 }
}

/// Passes that nobody uses at the moment.
private final class IdlePasses<Element: Scalar>: @unchecked Sendable {
  // Passes are handed from thread to thread, never shared.
  private let lock = Mutex(())
  private var passes: [ForwardPass<Element>] = []

  func take() -> ForwardPass<Element>? { lock.withLock { _ in passes.popLast() } }
  func put(_ pass: ForwardPass<Element>) { lock.withLock { _ in passes.append(pass) } }
}
