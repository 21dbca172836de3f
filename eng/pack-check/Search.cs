using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt;

VideoRecord[] records = [new("left.mp4", new float[] { 1, 0, 0 }), new("right.mp4", new float[] { 0, 1, 0 })];
var query = new VideoQuery(new float[] { 0.1f, 0.9f, 0 });
using VectorStore store = new DuckDBVideoStore(args[0]);
var videos = store.GetCollection<string, VideoRecord>("clips", VideoRecord.CreateDefinition(3));
await videos.EnsureCollectionExistsAsync();
await videos.UpsertAsync(records);
var found = await videos.SearchVideosAsync(query, new VideoSearchOptions { Top = 1 });

using var index = new VideoIndex(3);
index.Upsert(records);
// No server is asked before the first operation.
using var postgres = new PgVectorVideoStore("Host=localhost;Database=videos");
Console.WriteLine($"{found[0].Key} {(found[0].Key == index.Search(query)[0].Key && postgres.GetService(typeof(VectorStoreMetadata)) is not null ? "alike" : "different")}");
