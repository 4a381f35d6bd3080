import MAGNumerics

/// The rows under attack at one moment: tasks, with the images that belong to them, kept dense.
///
/// Rows that leave make room for others, so that batches stay full as long as any task waits.
final class WorkingSet<Element: Scalar> {
  let capacity: Int
  private(set) var tasks: [SweepTask] = []
  private(set) var labels: [Int] = []
  private let cleanRows: MatrixBuffer<Element>
  private let iterateRows: MatrixBuffer<Element>
  private let budgetRows: MatrixBuffer<Element>

  init(capacity: Int, columns: Int) {
    self.capacity = capacity
    cleanRows = MatrixBuffer(capacity: capacity, columns: columns)
    iterateRows = MatrixBuffer(capacity: capacity, columns: columns)
    budgetRows = MatrixBuffer(capacity: capacity, columns: 2)
    tasks.reserveCapacity(capacity)
    labels.reserveCapacity(capacity)
  }

  var count: Int { tasks.count }
  var clean: MatrixView<Element> { cleanRows.view(rows: count) }
  var iterates: MatrixView<Element> { iterateRows.view(rows: count) }
  var budgets: MatrixView<Element> { budgetRows.view(rows: count) }

  /// Adds a row whose iterate is the clean image and returns its number.
  func append(
    _ task: SweepTask, label: Int, clean image: MatrixView<Element>, epsilon: Element,
    step: Element
  ) -> Int {
    precondition(count < capacity, "the working set is full")
    let row = count
    tasks.append(task)
    labels.append(label)
    clean.rows(row..<row + 1).copy(from: image)
    iterates.rows(row..<row + 1).copy(from: image)
    (budgets[row, 0], budgets[row, 1]) = (epsilon, step)
    return row
  }

  /// Counts one step of a row.
  func countStep(of row: Int) {
    tasks[row].step += 1
    tasks[row].isAcquitted = false
  }

  /// Removes a row; the last one takes its place.
  func remove(_ row: Int) {
    let last = count - 1
    if row != last {
      clean.rows(row..<row + 1).copy(from: clean.rows(last..<last + 1))
      iterates.rows(row..<row + 1).copy(from: iterates.rows(last..<last + 1))
      (budgets[row, 0], budgets[row, 1]) = (budgets[last, 0], budgets[last, 1])
      tasks[row] = tasks[last]
      labels[row] = labels[last]
    }
    tasks.removeLast()
    labels.removeLast()
  }
}

/// Iterates that wait for a forward pass to judge them: last iterates and alleged successes.
final class JudgementQueue<Element: Scalar> {
  private let rows: MatrixBuffer<Element>
  private(set) var tasks: [SweepTask] = []

  init(capacity: Int, columns: Int) { rows = MatrixBuffer(capacity: capacity, columns: columns) }

  var count: Int { tasks.count }

  func append(_ task: SweepTask, iterate: MatrixView<Element>) {
    rows.view(count..<count + 1).copy(from: iterate)
    tasks.append(task)
  }

  /// The iterates of the last `count` tasks.
  func last(_ count: Int) -> MatrixView<Element> { rows.view(tasks.count - count..<tasks.count) }

  func removeLast(_ count: Int) { tasks.removeLast(count) }
}
