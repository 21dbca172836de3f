using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>
/// Announces a transformer to ML.NET's model loader: <c>Create(IHostEnvironment, ModelLoadContext)</c>, a static method of the
/// transformer, is called when a model with this signature is loaded. Nobody has to register anything.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableModelAttribute(Type transformer, string userName, string loaderSignature)
    : LoadableClassAttributeBase(null, transformer, transformer, null, [typeof(SignatureLoadModel)], userName, loaderSignature);
