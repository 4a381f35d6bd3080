import Foundation
import Testing

@testable import MAGNumerics

@Suite("Kernels on logits") struct LogitTests {
  private func errors<E: Scalar>(
    _ logits: [E], label: Int, _ kernel: (MatrixView<E>, [Int], MatrixView<E>) -> Void
  ) -> [E] {
    let z = Matrix(rows: 1, columns: logits.count, storage: logits)
    var result = Matrix<E>(rows: 1, columns: logits.count)
    z.withReadView { z in result.withView { kernel(z, [label], $0) } }
    return result.storage
  }

  private func softmaxError<E: Scalar>(_ logits: [E], label: Int, scale: E = 1) -> [E] {
    errors(logits, label: label) {
      E.crossEntropyError($0, labels: $1, scale: scale, into: $2)
    }
  }

  private func scaleFree<E: Scalar>(_ logits: [E], label: Int) -> [E] {
    errors(logits, label: label) { E.scaleFreeError($0, labels: $1, into: $2) }
  }

  private func loss<E: Scalar>(_ logits: [E], label: Int) -> Double {
    Matrix(rows: 1, columns: logits.count, storage: logits).withReadView {
      E.crossEntropy($0, labels: [label])
    }
  }

  @Test("equal logits lose log n and spread evenly")
  func crossEntropy_equalLogits_isLogCount() {
    let z: [Double] = [3, 3, 3, 3]
    #expect(abs(loss(z, label: 1) - Foundation.log(4)) < 1e-15)
    for (found, expected) in zip(softmaxError(z, label: 1), [0.25, -0.75, 0.25, 0.25]) {
      #expect(abs(found - expected) < 1e-15)
    }
    for (found, expected) in zip(scaleFree(z, label: 1), [1.0 / 3, -1, 1.0 / 3, 1.0 / 3]) {
      #expect(abs(found - expected) < 1e-15)
    }
  }

  @Test("the error is the derivative of the loss")
  func crossEntropyError_differences_agree() {
    let z: [Double] = [0.3, -1.2, 2.0, 0.1, 1.1]
    let error = softmaxError(z, label: 3, scale: 2)
    for j in z.indices {
      var (up, down) = (z, z)
      up[j] += 1e-6
      down[j] -= 1e-6
      let difference = 2 * (loss(up, label: 3) - loss(down, label: 3)) / 2e-6
      // Step 1e-6: rounding over the step, about 1e-15 / 1e-6.
      #expect(abs(error[j] - difference) < 1e-8)
    }
  }

  @Test("both errors are parallel: p − y = (1 − p_y) ê")
  func scaleFreeError_random_isParallel() {
    let z: [Double] = [0.3, -1.2, 2.0, 0.1, 1.1]
    let (error, free) = (softmaxError(z, label: 2), scaleFree(z, label: 2))
    for j in z.indices { #expect(abs(error[j] + error[2] * free[j]) < 1e-15) }
  }

  @Test("at saturated logits the error underflows to zero in float32, the scale-free one does not")
  func scaleFreeError_saturated_keepsItsDirection() {
    let z: [Float] = [250, 20, 19, -40]
    #expect(softmaxError(z, label: 0).allSatisfy { $0 == 0 })
    let free = scaleFree(z, label: 0)
    // q = softmax(20, 19, −40) = 1/(1 + e⁻¹), e⁻¹/(1 + e⁻¹), e⁻⁶⁰/(1 + e⁻¹).
    let q: [Double] = [-1, 0.7310585786300049, 0.2689414213699951, 6.4e-27]
    for (found, expected) in zip(free, q) { #expect(abs(Double(found) - expected) < 1e-6) }
    #expect(free[3] > 0)
  }

  @Test("saturated the wrong way, loss and errors stay finite")
  func crossEntropy_wrongAndSaturated_isFinite() {
    let z: [Float] = [-3e38, 3e38, 0]
    #expect(loss([-300, 300, 0] as [Float], label: 0) == 600)
    #expect(softmaxError(z, label: 0) == [-1, 1, 0])
    #expect(scaleFree(z, label: 0) == [-1, 1, 0])
  }

  @Test("the scale-free curvature is the derivative of the scale-free error")
  func scaleFreeCurvature_differences_agree() {
    let z: [Double] = [0.3, -1.2, 2.0, 0.1, 1.1]
    let t: [Double] = [1, -0.5, 0.25, 2, -1]
    let tangent = Matrix(rows: 1, columns: 5, storage: t)
    let curvature = errors(z, label: 4) { logits, labels, result in
      result.fill(10)
      tangent.withReadView {
        Double.scaleFreeCurvature(logits, labels: labels, tangent: $0, addingTo: result)
      }
    }
    let up = scaleFree(zip(z, t).map { $0 + 1e-5 * $1 }, label: 4)
    let down = scaleFree(zip(z, t).map { $0 - 1e-5 * $1 }, label: 4)
    for j in z.indices {
      // Third derivatives below 1 times 1e-10, rounding 1e-16 / 1e-5.
      #expect(abs(curvature[j] - 10 - (up[j] - down[j]) / 2e-5) < 1e-9)
    }
    #expect(curvature[4] == 10)
  }

  @Test("losses of rows add up; no rows lose nothing")
  func crossEntropy_rows_addUp() {
    let z = Matrix<Double>(rows: 2, columns: 2, storage: [0, 1, 2, 0])
    z.withReadView { view in
      let both = Double.crossEntropy(view, labels: [1, 1])
      #expect(abs(both - Foundation.log(1 + exp(-1)) - Foundation.log(1 + exp(2))) < 1e-15)
      #expect(Double.crossEntropy(view.rows(0..<0), labels: []) == 0)
    }
  }

  @Test("at ties the lowest class is the largest; NaN never wins")
  func largest_tiesAndNaN_givesLowest() {
    func largest(_ row: [Float], except label: Int = -1) -> Int {
      var row = row
      return row.withUnsafeMutableBufferPointer { Float.largest(in: $0, except: label) }
    }
    #expect(largest([1, 3, 3, 2]) == 1)
    #expect(largest([1, 3, 3, 2], except: 1) == 2)
    #expect(largest([5, 3, 3], except: 0) == 1)
    #expect(largest([2, .nan, 3]) == 2)
    #expect(largest([0, 0, 0]) == 0)
  }
}
