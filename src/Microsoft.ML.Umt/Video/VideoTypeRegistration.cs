using System.Runtime.CompilerServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Umt;

/// <summary>Makes unmarked <see cref="MLVideo"/> members known to ML.NET as soon as this assembly is loaded.</summary>
internal static class VideoTypeRegistration
{
#pragma warning disable CA2255 // A module initializer is the only moment that is certain to come before ML.NET inspects a data class.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => DataViewTypeManager.Register(new VideoDataViewType(), typeof(MLVideo));
}
