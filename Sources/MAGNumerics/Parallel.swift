import CNumerics
import Dispatch
import Foundation
import Synchronization

/// How many threads the package may use; work is always cut the same way, whatever the count.
///
/// Every parallel operation divides its work into pieces that depend on the shapes alone and joins
/// their results in a fixed order, so results have the same bits on 1, 2 or 64 cores. OpenBLAS
/// itself runs each piece on one thread.
public enum Parallel {
  private static let limit = Atomic<Int>(0)

  /// The number of threads in use: what `setThreadCount` was given, else the number of cores.
  public static var threadCount: Int {
    let value = limit.load(ordering: .relaxed)
    return value > 0 ? value : ProcessInfo.processInfo.activeProcessorCount
  }

  /// Sets the number of threads for the whole process; a speed setting that changes no result.
  ///
  /// - Parameter count: at least 1; 0 restores the number of cores.
  public static func setThreadCount(_ count: Int) {
    precondition(count >= 0, "a thread count cannot be negative")
    limit.store(count, ordering: .relaxed)
  }

  /// Runs `body(0)` … `body(count - 1)`, each exactly once, on up to `threadCount` threads.
  ///
  /// Pieces are handed out as threads become free, so uneven pieces balance. The bodies must write
  /// to disjoint memory. Nothing is said about the order in which they run.
  public static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(threadCount, count)
    guard workers > 1, !isAlone else {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    @Sendable func share() {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index)
      }
    }
    if !WorkerPool.shared.run(on: workers - 1, share) {
      DispatchQueue.concurrentPerform(iterations: workers) { _ in share() }
    }
  }

  /// Runs `body` with its parallel sections on the calling thread alone: for pieces of work that are
  /// spread over the threads already. Changes no result.
  public static func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = mag_thread_is_alone().pointee
    mag_thread_is_alone().pointee = 1
    defer { mag_thread_is_alone().pointee = before }
    return try body()
  }

  /// Whether the calling thread is in `alone`.
  static var isAlone: Bool { mag_thread_is_alone().pointee != 0 }

  /// Maps `0..<count` in parallel; the results stand in the order of their indices.
  public static func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    guard count > 0 else { return [] }
    return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      let base = SendablePointer(buffer.baseAddress)
      forEach(count) { index in
        if let base = base.pointer { (base + index).initialize(to: body(index)) }
      }
      initialized = count
    }
  }

  /// Cuts `0..<count` into at most `pieces` consecutive ranges that differ by at most `multiple`,
  /// each of about `minimum` elements or more.
  ///
  /// The cut depends on its arguments alone; inner boundaries are multiples of `multiple`.
  public static func ranges(
    _ count: Int, pieces: Int, minimum: Int = 1, multiple: Int = 1
  ) -> [Range<Int>] {
    guard count > 0 else { return [] }
    let parts = max(1, min(pieces, count / max(1, minimum)))
    let units = (count + multiple - 1) / multiple
    let ends = (0...parts).map { min(units * $0 / parts * multiple, count) }
    return zip(ends, ends.dropFirst()).compactMap { $0 < $1 ? $0..<$1 : nil }
  }
}

/// A pointer whose user vouches that threads touch disjoint elements.
struct SendablePointer<Pointee>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Pointee>?
  init(_ pointer: UnsafeMutablePointer<Pointee>?) { self.pointer = pointer }
}
