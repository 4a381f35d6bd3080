import Synchronization
import Testing

@testable import MAGNumerics

@Suite("Work on several threads", .serialized) struct ThreadCountTests {
  /// Extents large enough for several panels in rows, in columns, and in neither.
  @Test(
    "a product has the same bits on 1, 2 and 5 threads",
    arguments: [(700, 130, 90), (130, 700, 90), (40, 40, 3)])
  func product_threadCounts_giveEqualBits(_ m: Int, _ n: Int, _ k: Int) {
    var generator = SeededGenerator(seed: 1)
    let a: Matrix<Float> = randomMatrix(m, k, using: &generator)
    let b: Matrix<Float> = randomMatrix(n, k, using: &generator)
    let alone = withThreads(1) { Product.of(a, .asStored, b, .transposed) }
    for count in [2, 5] {
      #expect(withThreads(count) { Product.of(a, .asStored, b, .transposed) } == alone)
    }
  }

  @Test("elementwise work has the same bits on 1 and 2 threads")
  func elementwise_threadCounts_giveEqualBits() {
    var generator = SeededGenerator(seed: 2)
    let x: Matrix<Float> = randomMatrix(300, 401, using: &generator)
    func activated() -> Matrix<Float> {
      var y = Matrix<Float>(rows: 300, columns: 401)
      x.withReadView { x in y.withView { Elementwise.activate(.gelu, x, into: $0) } }
      return y
    }
    let alone = withThreads(1) { activated() }
    #expect(withThreads(2) { activated() } == alone)
    #expect(alone[299, 400] != 0)
  }

  @Test("forEach runs every piece exactly once", arguments: [1, 2, 7])
  func forEach_threadCounts_runEachPieceOnce(_ threads: Int) {
    let total = Mutex([Int](repeating: 0, count: 100))
    withThreads(threads) { Parallel.forEach(100) { index in total.withLock { $0[index] += 1 } } }
    #expect(total.withLock { $0 } == [Int](repeating: 1, count: 100))
  }

  @Test("map keeps the order of the indices", arguments: [1, 3])
  func map_threadCounts_keepOrder(_ threads: Int) {
    #expect(withThreads(threads) { Parallel.map(50) { "\($0)" } } == (0..<50).map { "\($0)" })
    #expect(withThreads(threads) { Parallel.map(0) { $0 } } == [])
  }

  @Test("what runs alone stays on the calling thread, and only there and then")
  func alone_parallelSections_runInOrder() {
    let order = Mutex<[Int]>([])
    let result = withThreads(4) {
      Parallel.alone {
        Parallel.forEach(50) { index in order.withLock { $0.append(index) } }
        return Parallel.isAlone
      }
    }
    #expect(result && !Parallel.isAlone)
    #expect(order.withLock { $0 } == Array(0..<50))
  }

  @Test("setting 0 threads restores the number of cores")
  func threadCount_zero_restoresCores() {
    let before = Parallel.threadCount
    #expect(withThreads(3) { Parallel.threadCount } == 3)
    #expect(Parallel.threadCount == before)
    #expect(before >= 1)
  }
}

@Suite("Cutting a range") struct RangeTests {
  @Test(
    "ranges cover everything once, in order, on the stated multiples",
    arguments: [1, 2, 15, 16, 95, 96, 97, 784, 1568, 100_000],
    [(8, 96, 16), (16, 1, 1), (3, 50, 7)]
  )
  func ranges_anyCount_coverOnce(_ count: Int, _ cut: (pieces: Int, minimum: Int, multiple: Int)) {
    let ranges = Parallel.ranges(
      count, pieces: cut.pieces, minimum: cut.minimum, multiple: cut.multiple)
    #expect(ranges.flatMap(Array.init) == Array(0..<count))
    #expect(ranges.count <= cut.pieces)
    #expect(ranges.dropLast().allSatisfy { $0.upperBound % cut.multiple == 0 })
    #expect(ranges.allSatisfy { !$0.isEmpty })
    #expect(ranges.dropLast().allSatisfy { $0.count >= min(cut.minimum, count) })
  }

  @Test("nothing is cut into no ranges")
  func ranges_zero_isEmpty() { #expect(Parallel.ranges(0, pieces: 4).isEmpty) }

  @Test("less than twice the minimum stays whole")
  func ranges_belowTwiceMinimum_isOne() {
    #expect(Parallel.ranges(191, pieces: 8, minimum: 96) == [0..<191])
    #expect(Parallel.ranges(192, pieces: 8, minimum: 96) == [0..<96, 96..<192])
  }
}
