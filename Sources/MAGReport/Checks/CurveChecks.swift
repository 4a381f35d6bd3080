/// What robustness curves must obey, and what they only obey when gradients lead the attack right.
///
/// Chance is allowed for by half the width of a point's interval: nothing smaller is pointed out.
enum CurveChecks {
  static func all(_ curves: [AttackCurve]) -> [ReportCheck] {
    guard !curves.isEmpty else { return [] }
    return cleanPoints(curves) + counts(curves) + falling(curves) + strength(curves)
  }

  /// Accuracy at ε = 0 is clean accuracy.
  private static func cleanPoints(_ curves: [AttackCurve]) -> [ReportCheck] {
    let name = "Accuracy at ε = 0 is the clean accuracy"
    let known = curves.compactMap { curve in
      curve.points.first { $0.epsilon == 0 }?.correct.flatMap { correct in
        curve.cleanCorrect.map { (curve, correct, $0) }
      }
    }
    let wrong = known.filter { $0.1 != $0.2 }.map { curve, found, expected in
      ReportCheck(
        name, .failed, of: curve.model,
        "Under \(curve.attack) \(found) images are right at ε = 0, but \(expected) when clean: these "
          + "numbers are not of one network on one set of images.")
    }
    return wrong.isEmpty && !known.isEmpty
      ? [ReportCheck(name, .passed, "\(known.count) of \(known.count) curves.")] : wrong
  }

  /// Accuracies are shares of their counts and lie in their intervals.
  private static func counts(_ curves: [AttackCurve]) -> [ReportCheck] {
    let name = "Accuracies agree with counts and intervals"
    var checked = 0
    var wrong: [ReportCheck] = []
    for curve in curves {
      for point in curve.points {
        checked += 1
        var isRight = (0...1).contains(point.accuracy)
        if let correct = point.correct, let count = point.count {
          isRight =
            isRight && count > 0 && abs(Double(correct) / Double(count) - point.accuracy) < 1e-9
        }
        // Wilson's ends touch 0 and 1 up to rounding.
        if let interval = point.interval {
          isRight =
            isRight && point.accuracy >= interval.lowerBound - 1e-9
            && point.accuracy <= interval.upperBound + 1e-9
        }
        if !isRight {
          wrong.append(
            ReportCheck(
              name, .failed, of: curve.model,
              "\(curve.attack) at ε = \(point.epsilon): the accuracy \(point.accuracy) is not the "
                + "share of its counts or lies outside its interval; the file was changed."))
        }
      }
    }
    return wrong.isEmpty
      ? [ReportCheck(name, .passed, "\(checked) points of \(curves.count) curves.")] : wrong
  }

  /// A larger radius leaves an attacker no less room.
  private static func falling(_ curves: [AttackCurve]) -> [ReportCheck] {
    let name = "Accuracy falls with ε"
    let rising = curves.compactMap { curve -> ReportCheck? in
      let steps = zip(curve.points, curve.points.dropFirst())
      guard let worst = steps.max(by: { rise($0) < rise($1) }), rise(worst) > worst.0.margin else {
        return nil
      }
      return ReportCheck(
        name, .doubtful, of: curve.model,
        "Under \(curve.attack) accuracy rises from \(ReportText.fixed(worst.0.accuracy, 3)) at ε = "
          + "\(worst.0.epsilon) to \(ReportText.fixed(worst.1.accuracy, 3)) at ε = "
          + "\(worst.1.epsilon): the attack overshoots, or gradients are masked. Use more steps, "
          + "random starts or another attack before calling this robust.")
    }
    return rising.isEmpty
      ? [ReportCheck(name, .passed, "\(curves.count) of \(curves.count) curves.")] : rising
  }

  private static func rise(_ step: (AttackCurve.Point, AttackCurve.Point)) -> Double {
    step.1.accuracy - step.0.accuracy
  }

  /// Many small steps find at least what one large step finds.
  private static func strength(_ curves: [AttackCurve]) -> [ReportCheck] {
    let name = "PGD is at least as strong as FGSM"
    var compared = 0
    var wrong: [ReportCheck] = []
    for strong in curves where strong.isPGD {
      guard let weak = curves.first(where: { $0.model == strong.model && !$0.isPGD }) else {
        continue
      }
      compared += 1
      let gaps = strong.points.compactMap { point in
        weak.points.first { $0.epsilon == point.epsilon }.map { (point, $0) }
      }
      guard
        let worst = gaps.max(by: { $0.0.accuracy - $0.1.accuracy < $1.0.accuracy - $1.1.accuracy }),
        worst.0.accuracy - worst.1.accuracy > worst.0.margin
      else { continue }
      wrong.append(
        ReportCheck(
          name, .doubtful, of: strong.model,
          "At ε = \(worst.0.epsilon) accuracy is \(ReportText.fixed(worst.1.accuracy, 3)) under "
            + "\(weak.attack) but \(ReportText.fixed(worst.0.accuracy, 3)) under \(strong.attack): "
            + "a sign of masked gradients, or of too few steps."))
    }
    if !wrong.isEmpty || compared == 0 { return wrong }
    return [ReportCheck(name, .passed, "\(compared) of \(compared) models.")]
  }
}
