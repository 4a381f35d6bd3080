/// One image on its way through one radius and one restart of a sweep.
struct SweepTask: Equatable {
  /// Its row among the attacked images.
  var image: Int
  /// Which radius of the grid.
  var level: Int
  var restart: Int
  /// Steps taken so far, which is the number of the current iterate.
  var step = 0
  /// True if the current iterate looked broken and a fresh forward pass denied it.
  var isAcquitted = false
}

/// Tasks in the order in which they were put in; taking one out costs O(1).
struct TaskQueue {
  private var tasks: [SweepTask] = []
  private var head = 0

  var isEmpty: Bool { head == tasks.count }

  mutating func append(_ task: SweepTask) { tasks.append(task) }

  mutating func popFirst() -> SweepTask? {
    guard head < tasks.count else { return nil }
    defer {
      head += 1
      if head > 4096 && 2 * head > tasks.count {
        tasks.removeFirst(head)
        head = 0
      }
    }
    return tasks[head]
  }
}
