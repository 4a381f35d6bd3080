import MAGNetwork
import MAGNumerics

/// FGSM of many images at many radii: one gradient an image, one forward pass a radius.
struct FGSMSweep<Model: AttackedModel> {
  let settings: FGSM
  let model: Model
  let subjects: AttackedImages<Model.Element>
  /// Ascending, all above 0.
  let epsilons: [Double]
  /// Rows of a batch, within the capacity of the model.
  let batch: Int

  /// Attacks the images that are right when clean and judges each radius alone.
  func run(rightWhenClean: [Bool], observer: SweepObserver?) -> SweepOutcome {
    var outcome = SweepOutcome(
      broken: epsilons.map { _ in [Bool](repeating: false, count: subjects.count) })
    let attacked = rightWhenClean.indices.filter { rightWhenClean[$0] }
    guard !attacked.isEmpty && !epsilons.isEmpty else { return outcome }
    let columns = model.inputDimension
    let clean = MatrixBuffer<Model.Element>(capacity: batch, columns: columns)
    let gradients = MatrixBuffer<Model.Element>(capacity: batch, columns: columns)
    let moved = MatrixBuffer<Model.Element>(capacity: batch, columns: columns)
    let step = GradientStep(settings, model, capacity: batch)
    for first in stride(from: 0, to: attacked.count, by: batch) {
      let members = Array(attacked[first..<min(first + batch, attacked.count)])
      let labels = members.map { subjects.labels[$0] }
      let rows = clean.view(rows: members.count)
      subjects.images.withReadView { images in
        for (row, image) in members.enumerated() {
          rows.rows(row..<row + 1).copy(from: images.rows(image..<image + 1))
        }
      }
      // Copied: the forward passes below may overwrite the model's own memory.
      let gradient = gradients.view(rows: members.count)
      gradient.copy(
        from: model.gradient(of: rows, labels: labels, kind: settings.gradient).gradient)
      outcome.gradientEvaluations += members.count
      for level in epsilons.indices {
        let target = moved.view(rows: members.count)
        step.move(target, from: rows, along: gradient, epsilon: epsilons[level])
        let logits = model.logits(of: target)
        outcome.forwardEvaluations += members.count
        for (row, image) in members.enumerated() where logits.predictedClass(row) != labels[row] {
          outcome.broken[level][image] = true
        }
      }
      observer?(
        SweepProgress(
          done: (first + members.count) * epsilons.count, total: attacked.count * epsilons.count,
          gradientEvaluations: outcome.gradientEvaluations))
    }
    return outcome
  }
}
