import MAGNetwork
import MAGNumerics

/// PGD of many images at many radii, without work whose result is known already.
///
/// Rows of one batch are at different steps, restarts and radii: an image that breaks leaves at
/// once, one that survives a run queues for the next, and the longest-waiting task takes the room,
/// so batches stay full to the end. Every gradient evaluation yields the logits of the iterate it
/// is taken at, which settle `CountRule.any` without further passes; last iterates and alleged
/// successes gather until they fill a batch and are then judged by a fresh forward pass.
///
/// - Without a random start the first step at every radius shares one gradient (`CleanGradients`),
///   so radii after the first cost one evaluation less.
/// - Survivors take every step: only a success confirmed by the fresh pass ends a run early. An
///   alleged success that the pass denies (a tie in the last bits) continues where it was.
/// - Reproducibility: the order of work follows from the inputs and the verdicts alone, so the same
///   inputs give the same bits on any number of threads. Products may round differently in batches
///   of other sizes, so an image within rounding of a boundary can fall either way when it is
///   attacked among other images; its random starts stay the same.
final class PGDSweep<Model: AttackedModel> {
  typealias Element = Model.Element

  private let model: Model
  private let settings: PGD
  private let rule: CountRule
  private let epsilons: [Double]
  private let subjects: AttackedImages<Element>
  private let bounds: BoxBounds<Element>
  private let active: WorkingSet<Element>
  private let judged: JudgementQueue<Element>
  /// nil where runs start at random points or have one step, or there is one radius only.
  private let cleanGradients: CleanGradients<Element>?
  private var waiting = TaskQueue()
  private var acquitted: [(task: SweepTask, iterate: Matrix<Element>)] = []
  private var outcome: SweepOutcome
  private var settled = 0

  /// - Parameters:
  ///   - epsilons: ascending, all above 0.
  ///   - batch: rows of a batch, within the capacity of the model.
  init(
    _ settings: PGD, rule: CountRule, model: Model, subjects: AttackedImages<Element>,
    epsilons: [Double], batch: Int
  ) {
    self.model = model
    self.settings = settings
    self.rule = rule
    self.epsilons = epsilons
    self.subjects = subjects
    bounds = BoxBounds(columns: model.inputDimension)
    active = WorkingSet(capacity: batch, columns: model.inputDimension)
    judged = JudgementQueue(capacity: 2 * batch, columns: model.inputDimension)
    cleanGradients =
      settings.start == .none && settings.steps > 1 && epsilons.count > 1
      ? CleanGradients(count: subjects.count, columns: model.inputDimension) : nil
    outcome = SweepOutcome(
      broken: epsilons.map { _ in [Bool](repeating: false, count: subjects.count) })
  }

  /// Attacks the images that are right when clean and says which broke at which radius.
  func run(rightWhenClean: [Bool], observer: SweepObserver?) -> SweepOutcome {
    let first = rule == .any ? Array(epsilons.indices.prefix(1)) : Array(epsilons.indices)
    for level in first {
      for image in rightWhenClean.indices where rightWhenClean[image] {
        waiting.append(SweepTask(image: image, level: level, restart: 0))
      }
    }
    let total = rightWhenClean.count { $0 } * epsilons.count * settings.restarts
    while true {
      refill()
      let nothingWaits = active.count < active.capacity
      if judged.count >= active.capacity || (nothingWaits && judged.count > active.count) {
        judge()
      } else if active.count > 0 {
        evaluate()
      } else {
        break
      }
      observer?(
        SweepProgress(
          done: settled, total: total, gradientEvaluations: outcome.gradientEvaluations))
    }
    return outcome
  }

  /// Fills the batch: iterates to be continued first, then the tasks that have waited longest.
  private func refill() {
    while active.count < active.capacity, let (task, iterate) = acquitted.popLast() {
      let row = place(task)
      iterate.withReadView { active.iterates.rows(row..<row + 1).copy(from: $0) }
    }
    let firstNew = active.count
    while active.count < active.capacity, let task = waiting.popFirst() {
      let row = place(task)
      if let gradient = cleanGradients?.gradient(of: task.image) {
        rows(row..<row + 1).advance(along: gradient)
        active.countStep(of: row)
      }
    }
    guard settings.start == .uniform && firstNew < active.count else { return }
    let (tasks, clean, iterates) = (active.tasks, active.clean, active.iterates)
    let (settings, epsilons, indices) = (settings, epsilons, subjects.indices)
    Parallel.forEach(active.count - firstNew) { offset in
      let row = firstNew + offset
      let epsilon = epsilons[tasks[row].level]
      var generator = RandomStart.stream(
        seed: settings.seed, index: indices[tasks[row].image], epsilon: epsilon,
        restart: tasks[row].restart)
      RandomStart.draw(
        into: iterates.row(row), clean: clean.row(row), norm: settings.threat.norm,
        epsilon: epsilon, using: &generator)
    }
    rows(firstNew..<active.count).project()
  }

  private func place(_ task: SweepTask) -> Int {
    let epsilon = epsilons[task.level]
    return subjects.images.withReadView { images in
      active.append(
        task, label: subjects.labels[task.image], clean: images.rows(task.image..<task.image + 1),
        epsilon: Element(epsilon), step: Element(settings.signedStep(at: epsilon)))
    }
  }

  private func rows(_ range: Range<Int>) -> BallRows<Element> {
    BallRows(
      norm: settings.threat.norm, clean: active.clean.rows(range),
      iterates: active.iterates.rows(range), budgets: active.budgets.rows(range),
      box: bounds.view(settings.threat.box))
  }

  /// One step of every row; those that look broken or are done go to be judged.
  private func evaluate() {
    let (logits, gradient) = model.gradient(
      of: active.iterates, labels: active.labels, kind: settings.gradient)
    outcome.gradientEvaluations += active.count
    var leaving: [Int] = []
    if rule == .any {
      for row in 0..<active.count where logits.predictedClass(row) != active.labels[row] {
        guard !active.tasks[row].isAcquitted else { continue }
        judged.append(active.tasks[row], iterate: active.iterates.rows(row..<row + 1))
        leaving.append(row)
      }
    }
    if let cleanGradients {
      for (row, task) in active.tasks.enumerated() where task.step == 0 {
        cleanGradients.store(gradient.rows(row..<row + 1), of: task.image)
      }
    }
    rows(0..<active.count).advance(along: gradient)
    for row in 0..<active.count { active.countStep(of: row) }
    var alleged = Set(leaving)
    for row in 0..<active.count where active.tasks[row].step == settings.steps {
      guard !alleged.contains(row) else { continue }
      judged.append(active.tasks[row], iterate: active.iterates.rows(row..<row + 1))
      alleged.insert(row)
    }
    for row in alleged.sorted(by: >) { active.remove(row) }
  }

  /// A fresh forward pass over up to a batch of the iterates that wait for one.
  private func judge() {
    let count = min(judged.count, active.capacity)
    let iterates = judged.last(count)
    let logits = model.logits(of: iterates)
    outcome.forwardEvaluations += count
    for (row, task) in judged.tasks.suffix(count).enumerated() {
      if logits.predictedClass(row) != subjects.labels[task.image] {
        settleBroken(task)
      } else if task.step == settings.steps {
        settleSurvived(task)
      } else {
        var task = task
        task.isAcquitted = true
        acquitted.append((task, iterates.rows(row..<row + 1).matrix()))
      }
    }
    judged.removeLast(count)
  }

  /// Broken: at this radius, and with `any` at all larger ones, which need no attack any more.
  private func settleBroken(_ task: SweepTask) {
    let levels = rule == .any ? task.level..<epsilons.count : task.level..<task.level + 1
    for level in levels { outcome.broken[level][task.image] = true }
    settled += levels.count * settings.restarts - task.restart
  }

  /// Not broken by this run: the next restart, or with `any` the next radius.
  private func settleSurvived(_ task: SweepTask) {
    settled += 1
    if task.restart + 1 < settings.restarts {
      waiting.append(SweepTask(image: task.image, level: task.level, restart: task.restart + 1))
    } else if rule == .any && task.level + 1 < epsilons.count {
      waiting.append(SweepTask(image: task.image, level: task.level + 1, restart: 0))
    }
  }
}
