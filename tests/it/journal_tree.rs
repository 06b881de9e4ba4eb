//! The tree of RFC 6962: known roots, and a frontier that agrees with the recursive definition.

use annals::journal::TreeHash;
use annals::journal::merkle::Frontier;
use proptest::prelude::*;

/// The root by the words of RFC 6962, section 2.1.
fn defined_root(leaves: &[Vec<u8>]) -> TreeHash {
    match leaves {
        [] => TreeHash::of_nothing(),
        [leaf] => TreeHash::of_leaf(leaf),
        _ => {
            let left = leaves.len().next_power_of_two() / 2;
            TreeHash::of_node(defined_root(&leaves[..left]), defined_root(&leaves[left..]))
        }
    }
}

fn hex(hash: TreeHash) -> String {
    hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The leaves and roots that Certificate Transparency implementations are tested with.
#[test]
fn the_roots_of_certificate_transparency_come_out() {
    let leaves: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::new();
    assert_eq!(hex(frontier.root()), roots[0]);
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        frontier.push(TreeHash::of_leaf(leaf));
        assert_eq!(hex(frontier.root()), **root);
    }
}

proptest! {
    #[test]
    fn a_frontier_has_the_root_that_is_defined(
        leaves in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..70),
    ) {
        let mut frontier = Frontier::new();
        for leaf in &leaves {
            frontier.push(TreeHash::of_leaf(leaf));
        }
        prop_assert_eq!(frontier.size(), leaves.len() as u64);
        prop_assert_eq!(frontier.root(), defined_root(&leaves));
        let again = Frontier::from_peaks(frontier.size(), frontier.peaks().to_vec()).unwrap();
        prop_assert_eq!(again, frontier);
    }

    #[test]
    fn a_hash_in_base64_has_one_spelling(bytes in any::<Vec<u8>>(), text in "[A-Za-z0-9+/=]{44}") {
        let hash = TreeHash::of_leaf(&bytes);
        prop_assert_eq!(TreeHash::from_base64(&hash.to_base64()), Some(hash));
        if let Some(hash) = TreeHash::from_base64(&text) {
            prop_assert_eq!(hash.to_base64(), text);
        }
    }
}

#[test]
fn peaks_that_do_not_fit_the_size_are_no_frontier() {
    assert_eq!(Frontier::from_peaks(3, vec![TreeHash::of_nothing()]), None);
}
