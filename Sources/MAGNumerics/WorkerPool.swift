import CNumerics
import Dispatch
import Foundation
import Synchronization

/// Threads that stay awake for a moment after each piece of work, because the next one comes soon.
///
/// A training step is dozens of parallel sections of a millisecond or less; waking a sleeping
/// thread for each costs tens of microseconds (more on virtual machines). A worker therefore spins
/// for about that long before it sleeps. One caller at a time uses the pool; who finds it taken
/// must run its work elsewhere.
final class WorkerPool: Sendable {
  static let shared = WorkerPool()

  private let isTaken = Atomic<Bool>(false)
  private let workers = Mutex<[Worker]>([])

  private init() {}

  /// Runs `body` on the calling thread and on `count` workers at once; returns when all are done.
  ///
  /// - Returns: false, with nothing run, if somebody else (perhaps further up this very call stack)
  ///   is using the pool.
  func run(on count: Int, _ body: @Sendable () -> Void) -> Bool {
    guard !isTaken.exchange(true, ordering: .acquiring) else { return false }
    defer { isTaken.store(false, ordering: .releasing) }
    let helpers = workers.withLock { workers in
      while workers.count < count { workers.append(Worker()) }
      return workers.prefix(count)
    }
    withoutActuallyEscaping(body) { body in
      for worker in helpers { worker.begin(body) }
      body()
      for worker in helpers { worker.awaitEnd() }
    }
    return true
  }
}

/// One thread of the pool. `begin` and `awaitEnd` alternate, called by whoever holds the pool.
private final class Worker: @unchecked Sendable {
  /// Turns of the spinning loop before sleep: about 50 to 100 µs.
  private static let patience = 4000

  private let begun = Atomic<Int>(0)
  private let ended = Atomic<Int>(0)
  private let isAsleep = Atomic<Bool>(false)
  private let alarm = DispatchSemaphore(value: 0)
  /// Written before `begun` is raised and read after that is seen.
  private var job: (@Sendable () -> Void)?

  init() {
    let thread = Thread { [self] in work() }
    thread.name = "mag worker"
    thread.stackSize = 8 << 20
    thread.start()
  }

  func begin(_ job: @escaping @Sendable () -> Void) {
    self.job = job
    begun.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
  }

  /// Waits until the job is done; it is nearly so, the caller having done its own share.
  func awaitEnd() {
    let target = begun.load(ordering: .relaxed)
    var turns = 0
    while ended.load(ordering: .acquiring) != target {
      turns += 1
      // With more threads than free cores the worker may need this core.
      if turns > Self.patience { sched_yield() } else { mag_spin_hint() }
    }
    job = nil
  }

  private func work() {
    var seen = 0
    while true {
      awaitBeginning(after: seen)
      seen += 1
      job?()
      ended.store(seen, ordering: .releasing)
    }
  }

  private func awaitBeginning(after seen: Int) {
    var turns = 0
    while begun.load(ordering: .acquiring) == seen {
      turns += 1
      guard turns > Self.patience else {
        mag_spin_hint()
        continue
      }
      turns = 0
      // Announce sleep first, look again after: `begin` does the same in the other order, so either
      // it sees the announcement and rings, or this sees the new job.
      isAsleep.store(true, ordering: .sequentiallyConsistent)
      let isNew = begun.load(ordering: .sequentiallyConsistent) != seen
      if isNew, isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
      alarm.wait()
    }
  }
}
