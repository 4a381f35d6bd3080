// swift-tools-version: 6.0
import PackageDescription

// A package of its own, so that users of `mag` never build it.
let package = Package(
  name: "mag-benchmarks",
  dependencies: [.package(name: "mag", path: "..")],
  targets: [
    .systemLibrary(
      name: "CBenchmarkBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .executableTarget(
      name: "mag-benchmarks",
      dependencies: ["CBenchmarkBLAS", .product(name: "MAG", package: "mag")]),
  ],
  swiftLanguageModes: [.v6]
)
