import Dispatch
import Foundation
import Synchronization
import Testing

@testable import MAGNumerics

@Suite("Parallel sections", .serialized)
struct WorkerPoolTests {
  /// How often each index of a section ran.
  private func counts(_ count: Int) -> [Int] {
    let tally = Mutex([Int](repeating: 0, count: count))
    Parallel.forEach(count) { index in tally.withLock { $0[index] += 1 } }
    return tally.withLock { $0 }
  }

  @Test("every index runs exactly once, for any number of threads", arguments: [1, 2, 3, 8])
  func forEach_threads_runsEachOnce(_ threads: Int) {
    Parallel.setThreadCount(threads)
    defer { Parallel.setThreadCount(0) }
    for count in [0, 1, 2, 7, 100] {
      #expect(counts(count) == [Int](repeating: 1, count: count))
    }
  }

  @Test("thousands of short sections in a row lose nothing, also after the workers fell asleep")
  func forEach_manySections_losesNothing() {
    Parallel.setThreadCount(3)
    defer { Parallel.setThreadCount(0) }
    let total = Atomic<Int>(0)
    for section in 0..<20_000 {
      Parallel.forEach(3) { index in
        total.wrappingAdd(index + 1, ordering: .relaxed)
      }
      // Longer than the workers' patience now and then.
      if section % 4000 == 0 { usleep(2000) }
    }
    #expect(total.load(ordering: .relaxed) == 6 * 20_000)
  }

  @Test("a section within a section runs, and so do sections of several callers at once")
  func forEach_nestedAndConcurrent_runsAll() {
    Parallel.setThreadCount(2)
    defer { Parallel.setThreadCount(0) }
    let total = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<50 {
        Parallel.forEach(4) { _ in
          Parallel.forEach(5) { _ in total.wrappingAdd(1, ordering: .relaxed) }
        }
      }
    }
    #expect(total.load(ordering: .relaxed) == 4 * 50 * 4 * 5)
  }

  @Test("results of a map stand in the order of their indices")
  func map_threads_keepsOrder() {
    Parallel.setThreadCount(4)
    defer { Parallel.setThreadCount(0) }
    let squares = Parallel.map(1000) { index in index * index }
    #expect(squares == (0..<1000).map { $0 * $0 })
  }

  @Test("a cut covers everything once, in order, with inner ends on multiples and even sizes")
  func ranges_anyCut_isPartition() {
    for count in [0, 1, 15, 16, 100, 784, 1568, 1571] {
      for pieces in [1, 2, 4, 7, 16] {
        for multiple in [1, 8, 64] {
          let ranges = Parallel.ranges(count, pieces: pieces, minimum: 16, multiple: multiple)
          #expect(ranges.flatMap { Array($0) } == Array(0..<count))
          #expect(ranges.count <= pieces)
          for range in ranges.dropLast() { #expect(range.upperBound.isMultiple(of: multiple)) }
          let sizes = ranges.dropLast().map(\.count)
          #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= multiple)
        }
      }
    }
    #expect(
      Parallel.ranges(784, pieces: 4, minimum: 96, multiple: 8).map(\.count) == [
        192, 200, 192, 200,
      ])
  }
}
