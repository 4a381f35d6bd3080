import Foundation
import MAGFigures

/// The page that stands in the figures' folder: the pictures, the claims and the tables.
enum PaperIndex {
  static func page(_ results: PaperResults, _ figures: PaperFigures) -> String {
    var text = "# Figures 1-4, computed\n\n"
    text +=
      "Made by `mag figures` (\(results.tool)), seed \(results.configuration.seed), from "
      + (results.notice == nil
        ? "full MNIST" : "data that are not full MNIST")
      + ". Every number below stands in [results.json](results.json) with its settings.\n\n"
    if let notice = results.notice { text += "> **\(notice).**\n\n" }
    text += picture(1, figures.figure1) + picture(2, figures.figure2) + picture(3, figures.figure3)
    if let figure4 = figures.figure4 {
      text += picture(4, figure4)
    } else {
      text += "## Figure 4\n\nNo image of the class was classified correctly: nothing to show.\n\n"
    }
    return text + transformations(results) + claims(results) + models(results)
  }

  private static func picture(_ number: Int, _ figure: some PaperFigure) -> String {
    let base = "figure-\(number)"
    let wide = ["png", "svg", "pdf", "json", "csv"].map { "[\($0)](\(base).\($0))" }
    let narrow = ["png", "svg", "pdf"].map { "[\($0)](\(base)-column.\($0))" }
    return """
      ## \(figure.name)

      ![\(figure.altText)](\(base).png)

      \(figure.caption)

      \(wide.joined(separator: " · ")); one column wide: \(narrow.joined(separator: " · "))


      """
  }

  /// The claims as a table: verdict, rule, and each number with its interval.
  static func claims(_ results: PaperResults) -> String {
    var text = "## The paper's claims\n\n"
    let others = results.comparisonClaims.map { "α = \($0.alpha)" }
    text +=
      "Held or not held only where the 95 % interval of the paired bootstrap excludes the "
      + "contrary. The manifold objectives stand at α = \(results.configuration.alpha)"
      + others.map { ", in the next column\(others.count > 1 ? "s" : "") at \($0)" }.joined()
      + ". The intervals speak of test images and pairs, not of training seeds: each model was "
      + "trained once. They are not corrected for the number of comparisons; n counts the pairs.\n\n| | claim | verdict | "
      + others.map { "at \($0) | " }.joined() + "numbers (95 % interval) |\n| --- | --- | --- | "
      + others.map { _ in "--- | " }.joined() + "--- |\n"
    for claim in results.claims {
      let numbers = claim.numbers.map { number in
        guard let estimate = number.estimate else { return "\(number.name): not measured" }
        return "\(number.name): \(fixed(estimate.mean, 3)) "
          + "(\(fixed(estimate.lower, 3)) to \(fixed(estimate.upper, 3)), n = \(estimate.count))"
      }
      text +=
        "| (\(claim.id)) | \(claim.statement) Rule: \(claim.rule). | **\(claim.verdict)** | "
        + results.comparisonClaims.map { set in
          (set.claims.first { $0.id == claim.id }?.verdict ?? "–") + " | "
        }.joined() + numbers.joined(separator: "<br>") + " |\n"
    }
    return text + "\n"
  }

  private static func models(_ results: PaperResults) -> String {
    func points(_ curve: [String]) -> String { curve.joined(separator: " / ") }
    let epsilons = results.configuration.epsilons.filter { [0.05, 0.1, 0.2].contains($0) }
    let heading = epsilons.map { fixed($0, 2) }.joined(separator: " / ")
    var text = "## The models\n\n"
    text +=
      "| model | clean | cosine mean (std) | FGSM \(heading) | "
      + "PGD-\(results.configuration.steps) \(heading) | first crossing | to own adversarial | "
      + "W₁ on / off norm |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for model in results.models {
      func accuracies(_ curve: RobustnessPoints) -> String {
        points(
          epsilons.map { epsilon in
            curve.first { $0.epsilon == epsilon }.map { fixed($0.accuracy, 3) } ?? "–"
          })
      }
      let name = model.alpha.map { "\(model.name) (α = \($0))" } ?? model.name
      text +=
        "| \(model.name.contains("α") ? model.name : name) | \(fixed(model.cleanAccuracy, 4)) | "
        + "\(fixed(model.cosineMean, 3)) (\(fixed(model.cosineStd, 3))) | "
        + "\(accuracies(model.fgsm.points.map { ($0.epsilon, $0.accuracy) })) | "
        + "\(accuracies(model.pgd.points.map { ($0.epsilon, $0.accuracy) })) | "
        + "\(angle(model.angle)) | \(angle(model.adversarialAngle)) | "
        + "\(fixed(model.firstLayerOnManifoldNorm, 1)) / "
        + "\(fixed(model.firstLayerOffManifoldNorm, 1)) |\n"
    }
    text += "\nPGD judges by any iterate and any smaller ε; an image wrong when clean counts as "
    return text
      + "broken. Angles are means over the segments that cross a boundary (how many of how many).\n"
  }

  private static func angle(_ facts: PaperResults.AngleFacts) -> String {
    let mean = fixed(facts.meanDegrees, 1) + (facts.meanDegrees == nil ? "" : "°")
    return "\(mean) (\(facts.crossed)/\(facts.lines))"
  }

  private typealias RobustnessPoints = [(epsilon: Double, accuracy: Double)]

  private static func transformations(_ results: PaperResults) -> String {
    var text = ""
    for (name, found) in results.transformation.sorted(by: { $0.key > $1.key }) {
      guard let epsilon = found.epsilon, let p = found.probabilities, let index = found.index
      else {
        text += "- \(name): there was no image to try.\n"
        continue
      }
      let share = found.perturbation?.onManifoldShare
      text +=
        "- \(name): \(found.reached ? "reached" : "did not reach") p = \(found.threshold) for class "
        + "\(found.to) on test image \(index) at ε = \(epsilon); p at the original, the mid point "
        + "and the attacked image: \(p.map { fixed($0, 4) }.joined(separator: ", ")); "
        + "on-manifold share of the perturbation: \(fixed(share, 3)).\n"
    }
    return text + "\n"
  }

  private static func fixed(_ value: Double?, _ decimals: Int) -> String {
    value.map { String(format: "%.\(decimals)f", $0) } ?? "–"
  }
}
