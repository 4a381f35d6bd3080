import MAG

extension Measurement {
  /// PGD-10 with random start on 1 000 images, ε = 0.1, no pixel box.
  static func pgd() throws -> Measurement {
    let network = try Workload.network()
    let pool = Workload.images(Workload.attackImages, stream: 4)
    let subjects = try AttackedImages(pool.images, labels: pool.labels)
    let attack = PGD(
      threat: ThreatModel(norm: .linf, epsilon: Workload.epsilon, box: .none),
      steps: Workload.attackSteps, start: .uniform)
    return .of("1 000 images") { _ = try attack.adversarials(of: network, on: subjects) }
  }

  /// The on-manifold cosine of 10 000 input gradients.
  static func cosine() throws -> Measurement {
    let network = try Workload.network()
    let pool = Workload.images(Workload.measuredImages, stream: 4)
    let images = pool.images
    let basis = Matrix<Float>(pool.basis)
    return .of("10 000 images") {
      let gradients = network.inputGradient(images, labels: pool.labels, of: .loss)
      let parts = Product.of(gradients, .asStored, basis, .transposed)
      let cosines = gradients.withReadView { whole in
        parts.withReadView { part in
          Parallel.map(whole.rows) { row in
            (Float.dot(part.row(row), part.row(row)) / Float.dot(whole.row(row), whole.row(row)))
              .squareRoot()
          }
        }
      }
      precondition(cosines.count == Workload.measuredImages)
    }
  }

  /// The predicted classes of 10 000 images.
  static func inference() throws -> Measurement {
    let network = try Workload.network()
    let images = Workload.images(Workload.measuredImages, stream: 4).images
    return .of("10 000 images") { _ = network.predictions(images) }
  }
}
