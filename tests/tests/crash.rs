//! A few kills of real processes; `make crash KILLS=1000` does many.

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_the_end_of_any_process() {
    let kills = xuncun_tests::crash::run(1, 18).await;
    assert!(kills.len() == 6 && kills.values().sum::<u32>() == 18, "{kills:?}");
}
