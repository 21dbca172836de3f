using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>Identity and version of one component's part of a saved model.</summary>
/// <param name="Signature">Exactly eight ASCII characters, written into the model's header.</param>
/// <param name="LoaderSignature">At most 24 ASCII characters, the name given to <see cref="LoadableModelAttribute"/>.</param>
/// <param name="Version">Version that is written, for example 0x00010001.</param>
/// <param name="OldestReadable">Oldest version that this code still reads.</param>
internal sealed record ModelFormat(string Signature, string LoaderSignature, uint Version, uint OldestReadable)
{
    /// <summary>ML.NET's form of it. The simple assembly name is used so that models survive version bumps of this library.</summary>
    internal VersionInfo ToVersionInfo() => new(
        modelSignature: Signature,
        verWrittenCur: Version,
        verReadableCur: Version,
        verWeCanReadBack: OldestReadable,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ModelFormat).Assembly.GetName().Name!);
}
